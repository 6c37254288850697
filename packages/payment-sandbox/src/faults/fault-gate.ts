import type { FastifyReply } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRule } from './fault-schema.ts';

/** Whether a request goes on, or has been taken off the server's hands by a fault. */
export type Passage = 'go-on' | 'taken';

/**
 * Applies faults to requests: leaves them hanging, cuts their connections, makes them wait.
 * `release` ends all of it, so that the server can close.
 */
export class FaultGate {
  readonly #hanging = new Set<FastifyReply>();
  readonly #released = new AbortController();

  /** Before anything is looked at: the faults of a provider that cannot be reached. */
  intercept(rule: FaultRule | undefined, reply: FastifyReply): Passage {
    if (rule?.mode === 'hang') return this.#hang(reply);
    if (rule?.mode === 'down') return cut(reply);
    return 'go-on';
  }

  /** Right before the execution. */
  async holdUp(rule: FaultRule | undefined): Promise<void> {
    if (rule?.mode === 'slow-before') await this.#wait(rule.delayMs);
  }

  /** Once everything is executed and durable, before the answer. */
  async conclude(rule: FaultRule | undefined, reply: FastifyReply): Promise<Passage> {
    if (rule?.mode === 'charge-then-hang') return this.#hang(reply);
    if (rule?.mode === 'charge-then-drop') return cut(reply);
    if (rule?.mode === 'slow') await this.#wait(rule.delayMs);
    return 'go-on';
  }

  /** Cuts what hangs and ends all waiting. */
  release(): void {
    this.#released.abort();
    for (const reply of this.#hanging) cut(reply);
  }

  #hang(reply: FastifyReply): Passage {
    reply.hijack();
    this.#hanging.add(reply);
    reply.raw.once('close', () => this.#hanging.delete(reply));
    return 'taken';
  }

  async #wait(delayMs: number): Promise<void> {
    // Rejects only when released, and then there is nothing left to wait for.
    await sleep(delayMs, undefined, { signal: this.#released.signal }).catch(() => undefined);
  }
}

function cut(reply: FastifyReply): Passage {
  reply.hijack();
  reply.raw.destroy();
  return 'taken';
}
