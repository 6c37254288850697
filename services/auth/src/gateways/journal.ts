/** A log for what happens without anybody waiting for an answer. Facts are ids and reasons: never addresses, codes or tokens. */
export interface Journal {
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}
