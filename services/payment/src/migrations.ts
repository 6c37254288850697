import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'payment',
  directory: new URL('../migrations/', import.meta.url),
});
