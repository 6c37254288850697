export { type Observability, startObservability } from './start-observability.ts';
export { type OpsServer, type OpsServerOptions, startOpsServer } from './ops-server.ts';
