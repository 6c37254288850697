import { defineMigrations } from '@murmuration/choreography';

export default defineMigrations({
  service: 'notification',
  directory: new URL('../migrations/', import.meta.url),
});
