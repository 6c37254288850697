import { type NatsConnection, PermissionViolationError } from '@nats-io/transport-node';

/** A connection that notes what the broker refuses it. */
export class Visitor {
  readonly connection: NatsConnection;
  private refused: string[] = [];

  constructor(connection: NatsConnection) {
    this.connection = connection;
    void this.watch();
  }

  /** Publishes on each subject, and tells which of them the broker refused. */
  async refusedToPublish(
    subjects: readonly string[],
    { body = '{}', reply }: { readonly body?: string; readonly reply?: string } = {},
  ): Promise<readonly string[]> {
    this.refused = [];
    const options = reply === undefined ? {} : { reply };
    for (const subject of subjects) this.connection.publish(subject, body, options);
    return await this.refusals();
  }

  /** Subscribes to each subject, and tells which of them the broker refused. */
  async refusedToHear(subjects: readonly string[]): Promise<readonly string[]> {
    this.refused = [];
    const ignore = (): void => undefined;
    const subscriptions = subjects.map((subject) =>
      this.connection.subscribe(subject, { callback: ignore }),
    );
    const refused = await this.refusals();
    for (const subscription of subscriptions) subscription.unsubscribe();
    return refused;
  }

  /** The broker answers in order: what it refused, it has refused before it answers the flush. */
  private async refusals(): Promise<readonly string[]> {
    await this.connection.flush();
    await new Promise(setImmediate);
    return this.refused;
  }

  private async watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'error' && status.error instanceof PermissionViolationError) {
        this.refused.push(status.error.subject);
      }
    }
  }
}
