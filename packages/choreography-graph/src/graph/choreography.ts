import type { Saga, ServiceDefinition } from '@murmuration/choreography';
import type {
  CommandContract,
  EventContract,
  QueryContract,
  RequestContract,
} from '@murmuration/contracts';

/** The contracts that services speak by. */
export interface Catalogue {
  readonly commands: readonly CommandContract[];
  readonly events: readonly EventContract[];
  readonly queries: readonly QueryContract[];
  readonly requests: readonly RequestContract[];
}

/** Everything that a choreography is declared by; nothing in it runs. */
export interface Choreography {
  readonly services: readonly ServiceDefinition[];
  readonly contracts: Catalogue;
  readonly sagas: readonly Saga[];
}
