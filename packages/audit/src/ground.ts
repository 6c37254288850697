import type { BrokerPlace } from './facts.ts';
import type { ProviderLedger } from './provider/provider-ledger.ts';

/** What an audit looks at beside the database, and how. Everything is only read. */
export interface AuditScope {
  /** Reads the payment provider's own ledger, as it is then. */
  readonly provider: () => Promise<ProviderLedger>;
  /** A user who may look at streams and consumers; without one nothing is said about messages that are not acknowledged. */
  readonly broker?: BrokerPlace;
  /** Whether to check also what holds only once nothing is under way any more. */
  readonly drained: boolean;
  /** What is younger than so many seconds may still be under way. Default 60. */
  readonly boundSeconds?: number;
  /** How long to look again and again at what might only be under way, in milliseconds. Default 5,000. */
  readonly patienceMs?: number;
  /** How many violations of each check are told in full. Default 50. */
  readonly mostTold?: number;
}

/** What an audit looks at. */
export interface AuditGround extends AuditScope {
  /** The database of the shop, as the role `murmuration_auditor` or anybody else who may read all of it. */
  readonly postgresUrl: string;
}
