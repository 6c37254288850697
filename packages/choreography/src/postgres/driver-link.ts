import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { connectionLost } from './transient.ts';

/**
 * What the driver `postgres` has in its hands in the place of a socket. Told that a socket has closed, the driver lets go of it; and then the next thing that it writes, be it a step of a
 * sign-in, ends the process, while what it was about to write holds up that connection for ever, also once it is made anew (its issues 1154 and 1208). So it is told of a failure only, by
 * which all that is under way fails, as does whatever it still writes; and whoever made the link throws the driver instance away.
 */
export class DriverLink extends EventEmitter {
  private readonly socket: Socket;
  private state: 'open' | 'let go' | 'lost' = 'open';
  private failure: Error | undefined;

  /** `onLost` is called once, with the reason, when the link has ended and the driver did not want it. */
  constructor(socket: Socket, onLost: (reason: Error) => void) {
    super();
    this.socket = socket;
    socket.on('data', (bytes) => this.emit('data', bytes));
    socket.on('drain', () => this.emit('drain'));
    // told when the socket has closed: whoever is told of it shall not come back to this link
    socket.on('error', (error) => {
      this.failure = error;
    });
    socket.on('close', () => {
      if (this.state === 'let go') return this.emit('close', false);
      this.state = 'lost';
      this.fail();
      return onLost(this.reason);
    });
  }

  get readyState(): string {
    return this.state === 'lost' ? 'closed' : this.socket.readyState;
  }

  write(bytes: Uint8Array, onWritten?: () => void): boolean {
    if (this.state !== 'lost') return this.socket.write(bytes, onWritten);
    setImmediate(() => this.fail());
    return true;
  }

  /** The driver has no more use for it. */
  end(bytes: Uint8Array): void {
    this.state = 'let go';
    this.socket.end(bytes);
  }

  destroy(): void {
    this.socket.destroy();
  }

  setKeepAlive(isOn: boolean, milliseconds: number): void {
    this.socket.setKeepAlive(isOn, milliseconds);
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  private get reason(): Error {
    return this.failure ?? connectionLost();
  }

  private fail(): void {
    this.emit('error', this.reason);
  }
}
