import type { Program, ServiceName, Shop, ShopOptions } from '@murmuration/testkit';
import type { Chance } from './chance.ts';
import type { Failpoints } from './failpoints/failpoints.ts';
import type { Cluster } from './faults/broker-cluster.ts';
import type { SmallDisk } from './faults/small-disk.ts';
import type { TcpProxy } from './faults/tcp-proxy.ts';
import type { End } from './load/plans.ts';
import type { Load } from './load/load.ts';

/** What stands between the services and what they stand on. The load and the checks go past it. */
export interface Proxies {
  readonly nats: TcpProxy;
  readonly postgres: TcpProxy;
}

/** What a scenario wants its shop to be like. Scenarios that want the same share one shop, since a start takes seconds. */
export interface WorldOptions extends Pick<
  ShopOptions,
  'replicas' | 'env' | 'ownPostgres' | 'brokerConfig' | 'startBroker' | 'startPostgres'
> {
  /** TCP proxies before the broker and before Postgres, as `world.proxies`. */
  readonly proxies?: boolean;
  /** A broker of three nodes, as `world.cluster`; `world.shop.broker` is then all of it. Streams have three copies. */
  readonly cluster?: boolean;
  /** The broker's store, or Postgres' data, lies on a small disk of its own, as `world.smallDisk`. Needs root. */
  readonly smallDisk?: 'broker' | 'postgres';
  /** A shop for this scenario alone: what it leaves behind would spoil others. */
  readonly alone?: boolean;
}

/** What a scenario acts on. */
export interface World {
  readonly shop: Shop;
  /** Orders come in all the time while a scenario runs; it may ask for more, or wait for some. */
  readonly load: Load;
  /** Choices that the run's seed reproduces. */
  readonly chance: Chance;
  /** Processes that kill themselves at named points. */
  readonly failpoints: Failpoints;
  /** Ends with the end of the scenario's time, for loops of its own. */
  readonly signal: AbortSignal;
  /** Counts a fault and notes when it happened. Call it right before the fault. */
  readonly inject: (what: string) => void;
  /** Notes something for the story that a violation is told with. */
  readonly note: (what: string) => void;
  /** Waits so many milliseconds, chosen from this range. */
  readonly pause: (least: number, most: number) => Promise<void>;
  /** One process of a service, chosen; its service and number are in its name. */
  readonly replicaOf: (service: ServiceName) => Program;
  /** Undoes something when the scenario is over, whether it went well or not. Last things first. */
  readonly afterwards: (undo: () => Promise<unknown>) => void;
  /**
   * Something that this scenario is about was seen. Every scenario that names sights in `sees` has to see each of them at least once over all its rounds: a fault that
   * never happened proves nothing.
   */
  readonly sight: (what: string) => void;
  readonly proxies: Proxies | undefined;
  readonly cluster: Cluster | undefined;
  readonly smallDisk: SmallDisk | undefined;
}

/** A fault of the catalogue, made to happen to a shop at work. */
export interface Scenario {
  /** Short, in kebab-case: what `--only` takes. */
  readonly name: string;
  /** Its numbers in the catalogue. */
  readonly faults: readonly number[];
  /** Completes the line of the report: "broker's store wiped". */
  readonly title: string;
  /** What the machine must offer; where it does not, the scenario is listed as not run, with the reason. */
  readonly needs?: readonly Need[];
  readonly world?: WorldOptions;
  /** Orders a second while it runs. Default: 40. */
  readonly rate?: number;
  /** Ways in which an order may end besides those that its customer expects, such as `cancelled: deadline-passed`. */
  readonly alsoEnds?: readonly End[];
  /** Dead letters may be left open on purpose; those of the customers' orders may not. Default: none may. */
  readonly deadLetters?: 'expected';
  /** What has to be seen, with `world.sight`. */
  readonly sees?: readonly string[];
  /** What it does breaks for a while what must hold at every moment: it is audited at its end only. */
  readonly auditedAtEnd?: boolean;
  /** Whether `--quick` runs it. */
  readonly quick?: boolean;
  /** For how long nothing may be left undone after the fault has ended, in seconds. Default: 60. */
  readonly boundSeconds?: number;
  /** Makes the fault happen, and heals it. What is killed is started again by the frame, as a supervisor would. */
  run(world: World): Promise<void>;
}

/** `root`: may mount a small disk. */
export type Need = 'root';

/** Gives a scenario its types. */
export function defineScenario(scenario: Scenario): Scenario {
  return scenario;
}
