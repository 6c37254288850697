import type { JsMsg } from '@nats-io/jetstream';
import type { Delivery } from './delivery.ts';

/** A JetStream message. Reads its envelope only when asked: most of it is never needed. */
export class JetStreamDelivery implements Delivery {
  readonly isLast = false;
  private readonly message: JsMsg;

  constructor(message: JsMsg) {
    this.message = message;
  }

  get subject(): string {
    return this.message.subject;
  }

  get body(): Uint8Array {
    return this.message.data;
  }

  get attempt(): number {
    return this.message.info.deliveryCount;
  }

  get position(): string {
    const { stream, streamSequence } = this.message.info;
    return `${stream}:${streamSequence}`;
  }

  header(name: string): string | undefined {
    return this.message.headers?.get(name) || undefined;
  }

  headers(): Readonly<Record<string, string>> {
    const all: Record<string, string> = {};
    for (const [name, values] of this.message.headers ?? []) all[name] = values.join(', ');
    return all;
  }

  acknowledge(): void {
    this.message.ack();
  }

  giveUp(reason: string): void {
    this.message.term(reason);
  }

  retryAfter(milliseconds: number): void {
    this.message.nak(milliseconds);
  }

  keepAlive(): void {
    this.message.working();
  }
}
