import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'user',
  directory: new URL('../migrations/', import.meta.url),
});
