import type { Socket } from 'node:net';
import type { ByteWatch } from './byte-watch.ts';
import { departure, type Direction, type Weather } from './tcp-weather.ts';

/** Above so many waiting bytes the sender is made to wait. */
const MOST_WAITING_BYTES = 1024 * 1024;

interface Piece {
  readonly bytes: Buffer;
  readonly leavesAt: number;
}

/** What a lane asks of its link. */
export interface LaneOwner {
  weather(): Weather;
  /** From 0 to 1. */
  luck(): number;
  /** The watched pattern was met. */
  caught(watch: LaneWatch): void;
}

/** What a lane looks out for, once. */
export interface LaneWatch {
  readonly bytes: ByteWatch;
  /** Whether the pattern itself, and what came along with it, still goes through. */
  readonly passes: boolean;
}

/** One direction of one connection through a proxy. */
export class TcpLane {
  readonly direction: Direction;
  /** Whether bytes were swallowed: what follows them makes no sense to the receiver. */
  hasLost = false;
  private readonly from: Socket;
  private readonly to: Socket;
  private readonly owner: LaneOwner;
  private waiting: Piece[] = [];
  private waitingBytes = 0;
  private lastLeavesAt = 0;
  private hasEnded = false;
  private timer: NodeJS.Timeout | undefined;
  private watch: LaneWatch | undefined;

  constructor(direction: Direction, from: Socket, to: Socket, owner: LaneOwner) {
    this.direction = direction;
    this.from = from;
    this.to = to;
    this.owner = owner;
    from.on('data', (bytes) => this.receive(bytes));
    from.on('end', () => {
      this.hasEnded = true;
      this.move();
    });
    to.on('drain', () => this.move());
  }

  watchFor(watch: LaneWatch | undefined): void {
    this.watch = watch;
  }

  /** Sends on what is due. Called anew when the weather has changed. */
  move(): void {
    clearTimeout(this.timer);
    if (this.isHeld() || this.to.destroyed) return;
    this.sendDue(performance.now());
    const [next] = this.waiting;
    if (next !== undefined) {
      // a full socket says itself when it takes more
      if (!this.to.writableNeedDrain) {
        this.timer = setTimeout(() => this.move(), Math.max(0, next.leavesAt - performance.now()));
      }
    } else if (this.hasEnded && !this.hasLost) this.to.end();
    if (this.waitingBytes < MOST_WAITING_BYTES) this.from.resume();
  }

  /** Sends on what waits, due or not. */
  flush(): void {
    clearTimeout(this.timer);
    for (const { bytes } of this.waiting) this.to.write(bytes);
    this.waiting = [];
  }

  close(): void {
    clearTimeout(this.timer);
    this.waiting = [];
  }

  private receive(all: Buffer): void {
    const weather = this.owner.weather();
    if (weather.swallowed.includes(this.direction)) {
      this.hasLost = true;
      return;
    }
    const watch = this.watch;
    const before = watch?.bytes.look(all);
    this.take(
      before === undefined || watch?.passes === true ? all : all.subarray(0, before),
      weather,
    );
    if (watch === undefined || before === undefined) return;
    this.watch = undefined;
    this.owner.caught(watch);
  }

  private take(bytes: Buffer, weather: Weather): void {
    const now = performance.now();
    const after = Math.max(this.lastLeavesAt, now);
    const luck = weather.jitterMs > 0 ? this.owner.luck() : 0;
    const leavesAt = departure(weather, { now, after, bytes: bytes.length, luck });
    this.lastLeavesAt = leavesAt;
    this.waiting.push({ bytes, leavesAt });
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= MOST_WAITING_BYTES) this.from.pause();
    this.move();
  }

  private sendDue(now: number): void {
    while (!this.to.writableNeedDrain) {
      const [piece] = this.waiting;
      if (piece === undefined || piece.leavesAt > now) return;
      this.waiting.shift();
      this.waitingBytes -= piece.bytes.length;
      this.to.write(piece.bytes);
    }
  }

  private isHeld(): boolean {
    const { held, swallowed } = this.owner.weather();
    return held.includes(this.direction) || swallowed.includes(this.direction);
  }
}
