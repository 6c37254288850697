import { ContractViolation, type Problem } from '@murmuration/contracts';
import { MurmurationError, OutcomeTimeout, QueryFailed } from '@murmuration/client';
import { ExitCode } from '../exit-code.ts';

/** What went wrong, as it is told to people and, with --json, to programs. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** Stable, in snake_case. */
  readonly code: string;
  readonly message: string;
  readonly problems: readonly Problem[];
}

/** Wrong usage that only the verb itself can see. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The thing that a verb was to act on does not exist. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
}

/** No server was named, and no local run was found. */
export class NothingRuns extends Error {
  override readonly name = 'NothingRuns';

  constructor(from: string) {
    super(
      `Nothing runs here: start it with npm start. (No .murmuration/dev.json of a live run in ${from} ` +
        'or above it; to reach a shop elsewhere, give --server or MURMURATION_URL.)',
    );
  }
}

/** Something did not happen within the time that it was given. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** What was to be checked could not be read: nothing can be said about it. */
export class CouldNotLook extends Error {
  override readonly name = 'CouldNotLook';
}

const NOBODY_ANSWERS = 503;
const TOO_LATE = 504;

/** Finds the exit code and the words for anything that was thrown. */
export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const plain = { message, problems: [] };
  if (error instanceof UsageError) return { ...plain, exitCode: ExitCode.usage, code: 'usage' };
  if (error instanceof NotThere) {
    return { ...plain, exitCode: ExitCode.rejected, code: 'not_there' };
  }
  if (error instanceof NothingRuns) {
    return { ...plain, exitCode: ExitCode.unreachable, code: 'nothing_runs' };
  }
  if (error instanceof CouldNotLook) {
    return { ...plain, exitCode: ExitCode.unreachable, code: 'could_not_look' };
  }
  if (error instanceof TimedOut) {
    return { ...plain, exitCode: ExitCode.timedOut, code: 'timed_out' };
  }
  if (error instanceof ContractViolation) return violation(error);
  if (error instanceof MurmurationError) {
    const problems = error instanceof QueryFailed ? error.problems : [];
    return { message, problems, exitCode: exitCodeOf(error), code: error.code };
  }
  return { ...plain, exitCode: ExitCode.rejected, code: 'unexpected' };
}

function violation({ problems }: ContractViolation): Failure {
  const message = 'refused before it was sent';
  return { exitCode: ExitCode.rejected, code: 'invalid', message, problems };
}

function exitCodeOf(error: MurmurationError): ExitCode {
  if (error instanceof OutcomeTimeout) return ExitCode.timedOut;
  if (!(error instanceof QueryFailed)) return ExitCode.unreachable;
  if (error.status === NOBODY_ANSWERS) return ExitCode.unreachable;
  return error.status === TOO_LATE ? ExitCode.timedOut : ExitCode.rejected;
}
