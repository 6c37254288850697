import { createInbox, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { eventually, Hopeless } from '../eventually.ts';
import type { Program } from '../processes/program.ts';
import type { ServiceName } from './service-names.ts';

const READY_LIMIT_MS = 60_000;
const ROUND_MS = 1_000;
const ping = z.object({ id: z.string() });

/** Finds out, by the NATS micro protocol, whether services are up. */
export class Readiness {
  private readonly connection: NatsConnection;

  constructor(connection: NatsConnection) {
    this.connection = connection;
  }

  /**
   * Waits until as many instances answer `$SRV.PING.<service>` as there are replicas that are running.
   * @throws Error with the end of the log of one that ended or does not answer
   */
  async awaitReplicas(service: ServiceName, replicas: readonly Program[]): Promise<void> {
    const awaited = replicas.filter((replica) => !replica.isPaused);
    const attempt = async (): Promise<boolean> => {
      for (const replica of awaited) await assertRunning(replica);
      return (await this.countInstances(service, awaited.length)) >= awaited.length;
    };
    const what = `${awaited.length} of ${service} to answer`;
    await eventually(attempt, { what, timeoutMs: READY_LIMIT_MS }).catch(async (error: unknown) => {
      if (error instanceof Hopeless) throw error;
      const tails = await Promise.all(awaited.map(describe));
      throw new Error(`${String(error)}\n${tails.join('\n')}`, { cause: error });
    });
  }

  /** Asks all instances at once, and listens until enough have answered or a round is over. */
  private async countInstances(service: ServiceName, enough: number): Promise<number> {
    const seen = new Set<string>();
    const inbox = createInbox();
    const { promise, resolve } = Promise.withResolvers<void>();
    const subscription = this.connection.subscribe(inbox, {
      callback: (error, message) => {
        if (error !== null || message.headers?.code === 503) return resolve();
        seen.add(ping.parse(message.json()).id);
        if (seen.size >= enough) resolve();
      },
    });
    const timer = setTimeout(resolve, ROUND_MS);
    this.connection.publish(`$SRV.PING.${service}`, '', { reply: inbox });
    await promise;
    clearTimeout(timer);
    subscription.unsubscribe();
    return seen.size;
  }
}

async function assertRunning(replica: Program): Promise<void> {
  if (replica.isRunning) return;
  throw new Hopeless(`${replica.name} has ended. Its log:\n${await replica.logTail()}`);
}

async function describe(replica: Program): Promise<string> {
  return `--- ${replica.name} ---\n${await replica.logTail()}`;
}
