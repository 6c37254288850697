import { JetStreamApiError, type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { errors, type NatsConnection } from '@nats-io/transport-node';
import {
  EVENTS,
  ensureStreams,
  STREAM_NOT_FOUND,
  type StreamSettings,
} from '../topology/streams.ts';
import { isUuid } from '../messaging/ids.ts';
import type { IdThere, StreamView } from './diagnose.ts';
import { ReadingPace } from './reading-pace.ts';

const NO_MORE = 404;

/** Ids that a stream holds, and where to go on reading. */
export interface HeldIds {
  readonly ids: readonly string[];
  /** Undefined at the end. */
  readonly next: number | undefined;
}

/** What is seen of the broker's streams. */
export type Views = Pick<StreamViews, keyof StreamViews>;

/** Looks at the broker's streams with the rights of a service: at their state, and at the events. */
export class StreamViews {
  private readonly broker: NatsConnection;
  private readonly settings: StreamSettings;
  private readonly filter: string;
  private readonly pace = new ReadingPace();
  /** Whether the broker lets us read events by their places. */
  private isReadable = true;
  private manager: Promise<JetStreamManager> | undefined;

  constructor(broker: NatsConnection, service: string, settings: StreamSettings) {
    this.broker = broker;
    this.settings = settings;
    this.filter = `evt.*.${service}.>`;
  }

  /** The broker's process that we are connected to; another one after its restart. */
  get server(): string {
    return this.broker.info?.server_id ?? '';
  }

  get mayRead(): boolean {
    return this.isReadable;
  }

  /** Looks at a stream, and makes it when it is missing, with sequence numbers above `above`. */
  async look(stream: string, above: number): Promise<StreamView> {
    const manager = await this.management();
    const info = await manager.streams.info(stream).catch(async (error: unknown) => {
      if (!(error instanceof JetStreamApiError) || error.code !== STREAM_NOT_FOUND) throw error;
      await ensureStreams(manager, this.settings, new Map([[stream, above]]));
      return await manager.streams.info(stream);
    });
    const { first_seq, last_seq, messages } = info.state;
    return {
      created: String(info.created),
      firstSequence: first_seq,
      lastSequence: last_seq,
      removed: last_seq - first_seq + 1 - messages,
    };
  }

  /** Which event stands at a place. Notices of dead letters are not for services to read; that, and a broker that does not let us read, is undefined. */
  async idAt(stream: string, sequence: number): Promise<IdThere> {
    if (stream !== EVENTS || sequence === 0) return undefined;
    const manager = await this.management();
    try {
      // asked of the stream's leader: a follower may lag
      const message = await manager.streams.getMessage(stream, { seq: sequence });
      return message === null ? null : message.header.get('ce-id');
    } catch (error) {
      if (!isForbidden(error)) throw error;
      this.isReadable = false;
      return undefined;
    }
  }

  /** The ids of the service's own events from a place on, some at a time. */
  async idsFrom(sequence: number): Promise<HeldIds> {
    const manager = await this.management();
    const ids: string[] = [];
    let next: number | undefined;
    const since = performance.now();
    try {
      const query = { seq: sequence, batch: this.pace.portion, next_by_subj: this.filter };
      for await (const message of await manager.direct.getBatch(EVENTS, query)) {
        const id = message.header.get('ce-id');
        if (isUuid(id)) ids.push(id);
        next = message.seq + 1;
      }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === NO_MORE)) throw error;
    } finally {
      // also when it has not answered in time
      this.pace.took(performance.now() - since);
    }
    // the server ends a batch early when it grows large: only nothing is the end
    return { ids, next };
  }

  private async management(): Promise<JetStreamManager> {
    this.manager ??= jetstreamManager(this.broker, { checkAPI: false });
    return await this.manager;
  }
}

const isForbidden = (error: unknown): boolean =>
  error instanceof errors.PermissionViolationError ||
  (error instanceof Error && error.cause instanceof errors.PermissionViolationError);
