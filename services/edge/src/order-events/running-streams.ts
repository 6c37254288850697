import type { ServerResponse } from 'node:http';
import { onceClosed } from './once-closed.ts';

/** The streams that are being served; ended together when the edge stops. */
export class RunningStreams {
  private readonly endings = new Set<() => void>();
  private isEnded = false;

  /** One that begins while the edge stops is ended at once. */
  add(response: ServerResponse, end: () => void): void {
    if (this.isEnded) end();
    this.endings.add(end);
    onceClosed(response, () => this.endings.delete(end));
  }

  end(): void {
    this.isEnded = true;
    for (const end of this.endings) end();
  }
}
