import type { DevState } from '@murmuration/devkit';
import { CouldNotLook, UsageError } from '../output/failure.ts';

/** Something that an audit reads. */
export interface Place {
  readonly url: string;
  /** What it is called when something is wrong with it: the options that name it, or whose it is. */
  readonly name: string;
}

export interface Places {
  readonly database: Place;
  readonly ledger: Place;
}

export interface PlaceOptions {
  readonly database?: string;
  readonly ledger?: string;
}

/** An option that names a place, and what it takes. */
interface PlaceOption {
  readonly name: string;
  readonly schemes: RegExp;
  readonly example: string;
}

const DATABASE: PlaceOption = {
  name: '--database (or MURMURATION_AUDIT_DATABASE_URL)',
  schemes: /^postgres(ql)?:$/,
  example: 'postgres://murmuration_auditor@127.0.0.1:5432/postgres',
};
const LEDGER: PlaceOption = {
  name: '--ledger (or MURMURATION_LEDGER_URL)',
  schemes: /^https?:$/,
  example: 'http://127.0.0.1:12111',
};

/**
 * Where the shop keeps its data: what the options name, else the places of the local run.
 * @throws UsageError when neither says it, or when an option is no such URL
 */
export function placesOf(
  options: PlaceOptions,
  state: Pick<DevState, 'auditorDatabaseUrl' | 'paymentSandboxUrl'> | undefined,
): Places {
  const database =
    named(DATABASE, options.database) ??
    local('the database of the local run', state?.auditorDatabaseUrl);
  const ledger =
    named(LEDGER, options.ledger) ??
    local('the payment sandbox of the local run', state?.paymentSandboxUrl);
  if (database !== undefined && ledger !== undefined) return { database, ledger };
  throw new UsageError(`say where the shop keeps its data: ${DATABASE.name} and ${LEDGER.name}`);
}

/** What was given is not repeated when it is refused: it may hold a password. */
function named(
  { name, schemes, example }: PlaceOption,
  url: string | undefined,
): Place | undefined {
  if (url === undefined) return undefined;
  if (URL.canParse(url) && schemes.test(new URL(url).protocol)) return { url, name };
  throw new UsageError(`${name} takes a URL such as ${example}`);
}

function local(name: string, url: string | undefined): Place | undefined {
  return url === undefined ? undefined : { url, name };
}

/**
 * Lets work on a place say, when it fails, which place it was.
 * @throws CouldNotLook
 */
export async function readingFrom<Result>(
  { name }: Place,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new CouldNotLook(`${name}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What the system has said: `fetch` only wraps it, and of several addresses it says nothing but a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}
