import {
  type CommandContract,
  decode,
  encode,
  type EventContract,
  validate,
} from '@murmuration/contracts';
import type { Catalogue } from '../catalogue/describe-catalogue.ts';
import type { CorpusEntry } from './recorded-bodies.ts';

/** A body of the corpus that today's readers do not take as they should. */
export interface ReplayProblem {
  readonly entry: CorpusEntry;
  readonly what: string;
}

/**
 * Has today's readers read every body of the corpus, through the upcasters where it is of an older version. What comes out must hold under today's contract, and be about the same
 * aggregate: the key partitions and orders. A command must look the same as ever to its reader, or a repeat of it would be taken for another wish.
 */
export function replay(
  { events, commands, queries, requests }: Catalogue,
  corpus: readonly CorpusEntry[],
): readonly ReplayProblem[] {
  const messages = new Map([...events, ...commands].map((each) => [each.type, each]));
  const questions = new Map([
    ...queries.map(({ type, params }) => [type, params] as const),
    ...requests.map(({ type, data }) => [type, data] as const),
  ]);
  return corpus.flatMap((entry) => {
    const { type, version } = splitName(entry.name);
    const message = messages.get(type);
    const question = questions.get(type);
    // what is gone altogether is told by the comparison with the release
    if (message === undefined && question === undefined) return [];
    const whats =
      message === undefined
        ? validateOnly(question, entry.recorded.body)
        : rereadMessage(message, version, entry);
    return whats.map((what) => ({ entry, what }));
  });
}

/** A problem in one line. */
export const tellReplayProblem = ({ entry: { name, from }, what }: ReplayProblem): string => {
  const { type, version } = splitName(name);
  return `  ${type} v${version}: ${from} ${what}`;
};

function validateOnly(
  schema: Parameters<typeof validate>[0] | undefined,
  body: unknown,
): readonly string[] {
  const read = schema === undefined ? undefined : validate(schema, body);
  return read?.ok === false ? [`is not read any more: ${tell(read.problems)}`] : [];
}

function rereadMessage(
  contract: EventContract | CommandContract,
  version: number,
  { recorded }: CorpusEntry,
): readonly string[] {
  const read = decode(contract, version, recorded.body);
  if (!read.ok) return [`is not read any more: ${tell(read.problems)}`];
  try {
    encode(contract, read.data);
  } catch (error) {
    return [`becomes what today's contract does not allow: ${String(error)}`];
  }
  const differences = [different('key', recorded.key, contract.key(read.data))];
  if (contract.kind === 'command') {
    differences.push(different('id', recorded.id, contract.id(read.data)));
    const isSame = version === contract.version;
    const looks = isSame ? JSON.stringify(read.data) : recorded.reads;
    if (looks !== recorded.reads) {
      differences.push(
        `looks different to its reader (${recorded.reads} is now ${looks}): sent again, it would be refused as another wish under a known id`,
      );
    }
  }
  return differences.filter((each) => each !== undefined);
}

function different(what: string, then: string | undefined, now: string): string | undefined {
  return then === undefined || then === now ? undefined : `had the ${what} ${then}, and has ${now}`;
}

const tell = (problems: readonly { readonly field: string; readonly message: string }[]): string =>
  problems.map(({ field, message }) => `${field}: ${message}`).join('; ');

/** `order.placed.v1` in its parts. */
export function splitName(name: string): { readonly type: string; readonly version: number } {
  const [, type = name, version = '0'] = /^(.+)\.v(\d+)$/.exec(name) ?? [];
  return { type, version: Number(version) };
}
