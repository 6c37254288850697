/** Where to say what went wrong; a pino logger is one. */
export interface Journal {
  warn(facts: object, message: string): void;
}
