import type { Reliance } from '@murmuration/contracts';

/** What one consumer has declared to rely on. */
export interface ServiceReliances {
  readonly consumer: string;
  readonly reliesOn: readonly Reliance[];
}
