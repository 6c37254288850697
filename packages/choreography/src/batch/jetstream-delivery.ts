import type { JsMsg } from '@nats-io/jetstream';
import { headerIn, headersIn, headerText } from '../messaging/message-headers.ts';
import type { Delivery } from './delivery.ts';

/** A JetStream message. Reads its envelope only when asked: most of it is never needed. */
export class JetStreamDelivery implements Delivery {
  private readonly message: JsMsg;
  private text: string | undefined;

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
    return headerIn(this.block(), name);
  }

  headers(): Readonly<Record<string, string>> {
    return headersIn(this.block());
  }

  private block(): string {
    this.text ??= headerText(this.message);
    return this.text;
  }

  acknowledge(): void {
    tell(() => this.message.ack());
  }

  giveUp(reason: string): void {
    tell(() => this.message.term(reason));
  }

  retryAfter(milliseconds: number): void {
    tell(() => this.message.nak(milliseconds));
  }

  keepAlive(): void {
    tell(() => this.message.working());
  }
}

/** The client throws on a connection that is closed. To the broker that is the same as an answer that got lost: the message comes again. */
function tell(answer: () => void): void {
  try {
    answer();
  } catch {
    // delivered again after the acknowledgement time
  }
}
