import type { Problem } from '@murmuration/contracts';

/** What every failure of this package has: a stable code, and a message that says how to mend it. */
export abstract class MurmurationError extends Error {
  /** Stable, in snake_case. */
  abstract readonly code: string;
}

/** No NATS server answers at the address, or the connection is closed. */
export class NotConnected extends MurmurationError {
  override readonly name = 'NotConnected';
  readonly code = 'not_connected';
}

/** The server does not know this user, or the password is wrong. */
export class CredentialsRefused extends MurmurationError {
  override readonly name = 'CredentialsRefused';
  readonly code = 'credentials_refused';
}

/** The server knows this user, and does not allow the subject. */
export class NotAllowed extends MurmurationError {
  override readonly name = 'NotAllowed';
  readonly code = 'not_allowed';
}

/** No stream has taken the command within the time: most likely it will never be carried out. */
export class NotStored extends MurmurationError {
  override readonly name = 'NotStored';
  readonly code = 'not_stored';
}

/** The command is stored and will be carried out, but its outcome did not come in time. */
export class OutcomeTimeout extends MurmurationError {
  override readonly name = 'OutcomeTimeout';
  readonly code = 'outcome_timeout';
  readonly commandId: string;

  constructor(command: string, commandId: string, timeoutMs: number) {
    super(
      `${command} ${commandId} is stored, but no outcome came within ${timeoutMs} ms; ` +
        'it will be carried out when its service runs. Sending it again with the same id is safe',
    );
    this.commandId = commandId;
  }
}

/** A question got no answer or a bad one. */
export class QueryFailed extends MurmurationError {
  override readonly name = 'QueryFailed';
  readonly code = 'query_failed';
  /** As in HTTP: 503 nobody answers, 504 not in time, 502 the answer breaks its contract, else the service's own. */
  readonly status: number;
  /** What the service found wrong, if it says so. */
  readonly problems: readonly Problem[];

  constructor(subject: string, status: number, reason: string, problems: readonly Problem[] = []) {
    super(`${subject}: ${reason}`);
    this.status = status;
    this.problems = problems;
  }
}
