export { audit, auditWithin } from './audit.ts';
export { type CheckDescription, listOfChecks } from './list-of-checks.ts';
export { NotDrained, untilDrained } from './drained/until-drained.ts';
export type { BrokerPlace } from './facts.ts';
export type { AuditGround, AuditScope } from './ground.ts';
export { type ProviderLedger, type ProviderOrder } from './provider/provider-ledger.ts';
export { readProviderLedger } from './provider/read-provider-ledger.ts';
export { type AuditReport, type CheckReport, isClean, type Violation } from './report.ts';
