import type { ServerResponse } from 'node:http';
import { onceClosed } from './once-closed.ts';

/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly id?: number;
  /** JSON text: without line breaks, as it stands. */
  readonly data: string;
}

/** A reader that leaves so many bytes lying is cut off; it resumes where it was. */
const MOST_WAITING_BYTES = 256 * 1_024;

/** A client whose connection broke comes back after so many milliseconds. */
const RETRY = 'retry: 2000\n\n';

/** An event as it goes over the wire. */
export function formatEvent({ event, id, data }: ServerSentEvent): string {
  return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${data}\n\n`;
}

/** The writing end of server-sent events, with a comment now and then that keeps proxies from closing it. */
export class EventStream {
  private readonly response: ServerResponse;
  private readonly heartbeat: NodeJS.Timeout;

  constructor(response: ServerResponse, heartbeatMs: number) {
    this.response = response;
    this.heartbeat = setInterval(() => this.write(': still here\n\n'), heartbeatMs);
    this.write(RETRY);
    onceClosed(response, () => clearInterval(this.heartbeat));
  }

  send(event: ServerSentEvent): void {
    this.write(formatEvent(event));
  }

  /** Sends a last event and closes. */
  end(event: ServerSentEvent): void {
    clearInterval(this.heartbeat);
    if (!this.isOver()) this.response.end(formatEvent(event));
  }

  private write(text: string): void {
    if (this.isOver()) return;
    this.response.write(text);
    if (this.response.writableLength > MOST_WAITING_BYTES) this.response.destroy();
  }

  private isOver(): boolean {
    return this.response.writableEnded || this.response.destroyed;
  }
}
