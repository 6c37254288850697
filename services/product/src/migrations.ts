import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'product',
  directory: new URL('../migrations/', import.meta.url),
});
