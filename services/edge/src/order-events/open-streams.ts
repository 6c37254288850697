import { ProblemError } from '../problems/problem-error.ts';

/** How many streams may be open at once. */
export interface StreamLimits {
  readonly overall: number;
  readonly perUser: number;
}

/** Counts open streams. Each holds a socket and memory for as long as it likes. */
export class OpenStreams {
  private readonly limits: StreamLimits;
  private readonly ofUser = new Map<string, number>();
  private count = 0;

  constructor(limits: StreamLimits) {
    this.limits = limits;
  }

  /** Counts one more, and returns how to count it no more. Throws a `ProblemError`: 429 when the user has too many, 503 when all have. */
  enter(userId: string): () => void {
    const open = this.ofUser.get(userId) ?? 0;
    const { overall, perUser } = this.limits;
    if (open >= perUser) {
      const detail = `No more than ${perUser} at once: close one.`;
      throw new ProblemError('too_many_streams', { detail, headers: { 'retry-after': '5' } });
    }
    if (this.count >= overall)
      throw new ProblemError('overloaded', { headers: { 'retry-after': '5' } });
    this.count += 1;
    this.ofUser.set(userId, open + 1);
    let left = false;
    return () => {
      if (!left) this.leave(userId);
      left = true;
    };
  }

  private leave(userId: string): void {
    this.count -= 1;
    const open = (this.ofUser.get(userId) ?? 1) - 1;
    if (open === 0) this.ofUser.delete(userId);
    else this.ofUser.set(userId, open);
  }
}
