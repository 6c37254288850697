import type { Session } from './connection/session.ts';
import type { ExitCode } from './exit-code.ts';

/** What a sub-command does. */
export type Verb = (session: Session) => Promise<ExitCode>;

/** Runs a verb in a session made of the global options. */
export type Start = (verb: Verb) => Promise<void>;
