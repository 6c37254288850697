import type { ServiceDefinition } from '@murmuration/choreography';
import type { ProviderLedger } from './provider/provider-ledger.ts';

/** How far back the days of an outbox or an inbox reach. */
export interface History {
  /** Whether no day was ever dropped. */
  readonly isComplete: boolean;
  /** The smallest id of the first day that is still there. */
  readonly since: string;
}

/** A user of the broker who may look at its streams and consumers. */
export interface BrokerPlace {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
}

/** What the statements and examinations of invariants are made from. */
export interface Facts {
  /** The services whose schemas the database has. */
  readonly services: readonly ServiceDefinition[];
  readonly outbox: ReadonlyMap<string, History>;
  readonly inbox: ReadonlyMap<string, History>;
  /** Read after the view of the database was taken: it has everything that the database knows of, and perhaps more. */
  readonly provider: ProviderLedger;
  readonly broker: BrokerPlace | undefined;
  /** What is younger may still be under way, in seconds. */
  readonly boundSeconds: number;
}
