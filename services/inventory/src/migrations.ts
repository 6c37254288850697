import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'inventory',
  directory: new URL('../migrations/', import.meta.url),
});
