import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'auth',
  directory: new URL('../migrations/', import.meta.url),
});
