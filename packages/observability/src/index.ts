export { type Observability, startObservability } from './start-observability.ts';
