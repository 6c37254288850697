import type { Room } from '../topology/pull.ts';

/** What a loop may hold at most, waiting and under way. */
export interface Bounds {
  readonly items: number;
  readonly bytes: number;
  /** Less than this many bytes is no room: one message may have as many. */
  readonly leastBytes: number;
}

/** The part of the bound that has to be free before more is asked for: so that it is asked for in pieces that are worth a request. */
const WORTH_ASKING = 1 / 4;

/**
 * How much a loop holds, and how much more it takes. It can be closed while what it stands on is away; opened again it takes one item on trial, until that one
 * has shown that all is well.
 */
export class Intake {
  private readonly bounds: Bounds;
  private items = 0;
  private bytes = 0;
  private state: 'open' | 'closed' | 'trial' = 'open';
  /** Whether the item on trial was taken. */
  private isTried = false;

  constructor(bounds: Bounds) {
    this.bounds = bounds;
  }

  get isClosed(): boolean {
    return this.state === 'closed';
  }

  get isOnTrial(): boolean {
    return this.state === 'trial';
  }

  get held(): { readonly items: number; readonly bytes: number } {
    return { items: this.items, bytes: this.bytes };
  }

  get room(): Room {
    if (this.state === 'closed') return { messages: 0, bytes: 0 };
    const messages = this.bounds.items - this.items;
    const bytes = this.bounds.bytes - this.bytes;
    if (this.state === 'trial') return { messages: this.isTried ? 0 : 1, bytes };
    const isWorthIt = messages >= this.bounds.items * WORTH_ASKING || this.items === 0;
    return { messages: isWorthIt && bytes >= this.bounds.leastBytes ? messages : 0, bytes };
  }

  took(bytes: number): void {
    this.items++;
    this.bytes += bytes;
    this.isTried = true;
  }

  letGo(bytes: number): void {
    this.items--;
    this.bytes -= bytes;
  }

  close(): void {
    this.state = 'closed';
  }

  /** Takes one item, and no more until it is told that all is well, or that the item showed nothing. */
  tryOne(): void {
    this.state = 'trial';
    this.isTried = false;
  }

  open(): void {
    this.state = 'open';
  }
}
