import { type Gap, join } from '../schema/gaps.ts';
import type { Direction } from './promises.ts';

/** What was done to a contract, seen from what no longer fits. The same deed has the same words in both directions. */
export function deedOf(gap: Gap, direction: Direction): string {
  const isNewReader = direction === 'old-to-new';
  const [before, after] = isNewReader
    ? (['writer', 'reader'] as const)
    : (['reader', 'writer'] as const);
  switch (gap.kind) {
    case 'missing':
      return deedOnField(gap, isNewReader);
    case 'type':
      return `changed ${placeOf(gap)} from ${gap[before]} to ${gap[after]}`;
    case 'values':
      return `${isNewReader ? 'removed' : 'added'} ${gap.values.map((value) => JSON.stringify(value)).join(', ')} ${isNewReader ? 'from' : 'to'} the values of ${placeOf(gap)}`;
    case 'bound':
      return `${isNewReader ? 'tightened' : 'loosened'} ${gap.keyword} of ${placeOf(gap)} from ${gap[before] ?? 'none'} to ${gap[after] ?? 'none'}`;
    case 'form':
      return `changed the ${gap.keyword} of ${placeOf(gap)} from ${quoted(gap[before])} to ${quoted(gap[after])}`;
    case 'rule':
      return `${isNewReader ? 'added' : 'removed'} the rule "${gap.rule}" ${isNewReader ? 'to' : 'from'} ${placeOf(gap)}`;
  }
}

function deedOnField(gap: Extract<Gap, { kind: 'missing' }>, isNewReader: boolean): string {
  const field = `"${join(gap.path, gap.field)}"`;
  if (gap.isKnownToWriter) return `made ${field} ${isNewReader ? 'required' : 'optional'}`;
  return `${isNewReader ? 'added' : 'removed'} required ${field}`;
}

const placeOf = ({ path }: Gap): string => (path === '$' ? 'the whole' : `"${path}"`);

function quoted(form: string | undefined): string {
  if (form === undefined) return 'none';
  return form.length > 60 ? `${form.slice(0, 60)}…` : form;
}
