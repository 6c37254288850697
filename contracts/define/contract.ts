import { z } from 'zod';
import { fieldPath, type Problem } from './problem.ts';

/** A schema of an older version together with the step that brings its data to the current one. */
export interface Upcaster<Data> {
  readonly schema: z.ZodType;
  upcast(old: unknown): Data;
}

/** What every message contract has. `name` is the CloudEvents type: `order.placed.v1`. */
export interface MessageContract<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly context: string;
  readonly type: string;
  readonly version: number;
  readonly schema: z.ZodType<Data>;
  readonly examples: readonly Data[];
  readonly previous: Readonly<Record<number, Upcaster<Data>>>;
  /** The id of the aggregate that the message is about: it orders and partitions the message. */
  key(data: Data): string;
}

export interface MessageSpecification<Type extends string, Version extends number, Data> {
  /** `<context>.<name>`, in kebab-case. */
  readonly type: Type;
  readonly version: Version;
  readonly data: z.ZodType<Data>;
  readonly key: (data: NoInfer<Data>) => string;
  /** At least one. The tests of the catalogue check them: that would be a fifth of the time in which a process starts. */
  readonly examples: readonly [NoInfer<Data>, ...NoInfer<Data>[]];
  readonly previous?: Readonly<Record<number, Upcaster<NoInfer<Data>>>>;
}

/** Checks what all contracts share and fills it in; throws on a malformed type. */
export function buildContract<Type extends string, Version extends number, Data>(
  specification: MessageSpecification<Type, Version, Data>,
): MessageContract<`${Type}.v${Version}`, Data> {
  const { type, version, data, key, examples, previous } = specification;
  if (!/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(type)) {
    throw new TypeError(`contract type "${type}" is not <context>.<name> in kebab-case`);
  }
  return {
    name: `${type}.v${version}`,
    context: type.slice(0, type.indexOf('.')),
    type,
    version,
    schema: data,
    examples,
    previous: previous ?? {},
    key,
  };
}

export type Decoded<Data> =
  | { readonly ok: true; readonly data: Data }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads data of the given version as a tolerant reader: unknown fields are dropped, old versions brought forward. */
export function decode<Data>(
  contract: MessageContract<string, Data>,
  version: number,
  raw: unknown,
): Decoded<Data> {
  if (version === contract.version) return validate(contract.schema, raw);
  const old = contract.previous[version];
  if (old === undefined) return unknownVersion(contract, version);
  const parsed = validate(old.schema, raw);
  return parsed.ok ? { ok: true, data: old.upcast(parsed.data) } : parsed;
}

/** Raised when a service is about to publish something that its own contract does not allow. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
  readonly problems: readonly Problem[];

  constructor(contract: string, problems: readonly Problem[]) {
    super(
      `${contract} breaks its contract: ${problems.map((p) => `${p.field}: ${p.message}`).join('; ')}`,
    );
    this.problems = problems;
  }
}

/** Checks data before it is published: the schema must hold and nothing beyond it may be there. */
export function encode<Data>(contract: MessageContract<string, Data>, data: Data): Data {
  const parsed = validate(contract.schema, data);
  if (!parsed.ok) throw new ContractViolation(contract.name, parsed.problems);
  const extra = findExtra(data, parsed.data);
  if (extra !== undefined) {
    const message = 'is not part of the contract';
    throw new ContractViolation(contract.name, [
      { field: fieldPath(extra), code: 'unknown_field', message },
    ]);
  }
  return parsed.data;
}

/** Reads data by a schema; what is wrong comes as problems, each with its field. */
export function validate<Data>(schema: z.ZodType<Data>, raw: unknown): Decoded<Data> {
  const result = schema.safeParse(raw);
  if (result.success) return { ok: true, data: result.data };
  return { ok: false, problems: problemsOf(result.error.issues) };
}

/** A sender can break a contract in more ways than anybody wants to hear of, and longer ones. */
const MOST_PROBLEMS = 50;
const MOST_CHARACTERS = 300;

function problemsOf(issues: readonly z.core.$ZodIssue[]): readonly Problem[] {
  const problems = issues.slice(0, MOST_PROBLEMS).map(toProblem);
  const more = issues.length - problems.length;
  if (more === 0) return problems;
  return [...problems, { field: '$', code: 'more_problems', message: `and ${more} more` }];
}

function toProblem(issue: z.core.$ZodIssue): Problem {
  const code =
    issue.code === 'custom' && typeof issue.params?.['code'] === 'string'
      ? issue.params['code']
      : issue.code;
  return { field: short(fieldPath(issue.path)), code, message: short(issue.message) };
}

const short = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`;

function unknownVersion(contract: MessageContract, version: number): Decoded<never> {
  const known = [...Object.keys(contract.previous), contract.version].join(', ');
  const message = `version ${version} of ${contract.type} is unknown; known: ${known}`;
  return { ok: false, problems: [{ field: 'ce-type', code: 'unknown_version', message }] };
}

/** The path of the first field that the schema dropped, if any. Runs for every message: it makes nothing unless it finds one. */
function findExtra(given: unknown, kept: unknown): readonly PropertyKey[] | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  if (typeof kept !== 'object' || kept === null) return undefined;
  for (const name in given) {
    const value: unknown = Reflect.get(given, name);
    const at = Array.isArray(given) ? Number(name) : name;
    if (value !== undefined && !Object.hasOwn(kept, name)) return [at];
    const deeper = findExtra(value, Reflect.get(kept, name));
    if (deeper !== undefined) return [at, ...deeper];
  }
  return undefined;
}
