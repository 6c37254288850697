import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'order',
  directory: new URL('../migrations/', import.meta.url),
});
