import { type MessageContract, personalFields } from '@murmuration/contracts';

/** A body as people may see it. */
export interface MaskedPayload {
  readonly bytes: number;
  /** Undefined when the body is no JSON, or nested without end: nobody can tell then what in it is personal. */
  readonly data?: unknown;
}

const MASK = '***';

/**
 * A body with its personal data masked. Shown is what stands in fields that the contract has and does not mark; texts in fields that nobody knows are masked too, since a
 * body that broke its contract may hold anything anywhere.
 */
export function maskedPayload(
  payload: Uint8Array,
  contract: MessageContract | undefined,
): MaskedPayload {
  const bytes = payload.length;
  const raw = parsed(payload);
  if (raw === undefined) return { bytes };
  const known = contract === undefined ? new Set<string>() : fieldsShown(contract);
  try {
    return { bytes, data: masked(raw, known, typeof raw === 'object') };
  } catch {
    // nested so deeply that it can be read and not be gone through
    return { bytes };
  }
}

/** The fields of the contract's examples, without those that it marks as personal. */
function fieldsShown({ schema, examples }: MessageContract): ReadonlySet<string> {
  const names = new Set<string>();
  for (const example of examples) collect(example, names);
  for (const name of personalFields(schema)) names.delete(name);
  return names;
}

function collect(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, field] of Object.entries(value)) {
    if (!Array.isArray(value)) names.add(name);
    collect(field, names);
  }
}

function masked(value: unknown, known: ReadonlySet<string>, isShown: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, known, isShown));
  if (typeof value !== 'object' || value === null) {
    return isShown || value === null ? value : MASK;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      masked(field, known, isShown && known.has(name)),
    ]),
  );
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return undefined;
  }
}
