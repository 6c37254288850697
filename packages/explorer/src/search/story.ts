import { canonical } from '../world/canonical.ts';
import type { Rows } from '../world/rows.ts';
import { wordsFor } from '../world/rules.ts';
import type { ServiceState } from '../world/service-state.ts';
import type { OrderWorld } from './order-world.ts';
import type { Position } from './seats.ts';
import type { Space, Step } from './space.ts';

/** Tells how one position came from another: what happened, and what each service knew then. */
export async function tellStep(
  space: Space,
  from: Position,
  to: Position,
): Promise<readonly string[]> {
  for (const [at, world] of from.worlds.entries()) {
    const local = await space.local(world);
    const shared = space.sharedSteps(world, from.shelf);
    for (const step of [...local.map((each) => ({ ...each, shelf: from.shelf })), ...shared]) {
      const worlds = from.worlds.with(at, step.to).toSorted((a, b) => a - b);
      const wanted = to.worlds.toSorted((a, b) => a - b);
      if (step.shelf !== to.shelf || worlds.join() !== wanted.join()) continue;
      return [
        headline(space, step, from),
        ...changes(space, world, step.to),
        ...shelves(space, from, to),
      ];
    }
  }
  return ['(by a step that is not found again)'];
}

function headline(space: Space, { service, what, fault }: Step, { worlds }: Position): string {
  const who = space.model.shop.services[service]?.name ?? '';
  const whose = worlds.length > 1 ? ' of one order' : '';
  const how = fault === undefined ? '' : `, but ${wordsFor[fault]}`;
  return `${who}: ${what}${whose}${how}`;
}

function changes(space: Space, from: number, to: number): readonly string[] {
  const [before, after] = [space.parts.unpack(from), space.parts.unpack(to)];
  const known = new Set(before.stream.map(({ id }) => id));
  const told = after.stream.filter(({ id }) => !known.has(id)).map(({ id }) => `tells ${id}`);
  const lost = before.stream.filter(({ id }) => !after.stream.some((other) => other.id === id));
  return [
    ...space.model.shop.services.flatMap(({ name }, at) => learned(name, before, after, at)),
    ...differences('outside', before.outside.accounts, after.outside.accounts),
    ...differences('mailbox', before.outside.mails, after.outside.mails),
    ...told,
    ...lost.map(({ id }) => `${id} is lost`),
  ];
}

function learned(
  name: string,
  before: OrderWorld,
  after: OrderWorld,
  at: number,
): readonly string[] {
  const [old, now] = [before.services[at], after.services[at]];
  if (old === undefined || now === undefined || old === now) return [];
  return [...differences(name, old.rows, now.rows), ...ofCalls(name, old, now)];
}

function ofCalls(name: string, old: ServiceState, now: ServiceState): readonly string[] {
  if (canonical(old.calls) === canonical(now.calls)) return [];
  const calls = now.calls.map(({ reaction, request, answer }) => {
    const result = answer === undefined ? 'no answer yet' : canonical(answer.result);
    return `${reaction} ${kindOf(request)} → ${result}`;
  });
  return [
    `${name} has ${calls.length === 0 ? 'no call under way' : `under way: ${calls.join('; ')}`}`,
  ];
}

const kindOf = (request: unknown): string =>
  typeof request === 'object' && request !== null && 'kind' in request ? String(request.kind) : '';

function shelves(space: Space, from: Position, to: Position): readonly string[] {
  const { shelves: known } = space.parts;
  return differences('inventory', known.value(from.shelf), known.value(to.shelf));
}

/** Rows that are other than before: of those that were there, what has changed. */
function differences(who: string, before: Rows, after: Rows): readonly string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const [old, now] = [before[key], after[key]];
    if (canonical(old ?? null) === canonical(now ?? null)) return [];
    if (now === undefined) return [`${who} has no ${key} any more`];
    return [`${who} has ${key}: ${fieldsThatChanged(old, now)}`];
  });
}

const DULL = new Set([
  'lines',
  'orderId',
  'sku',
  'version',
  'recordedAt',
  'entryId',
  'transactionId',
  'placedAt',
  'deadline',
  'closedAt',
  'currency',
  'requestedAt',
  'cancelRequests',
  'paymentMethod',
  'customerId',
]);

function fieldsThatChanged(old: unknown, now: unknown): string {
  if (typeof now !== 'object' || now === null) return String(now);
  const before = new Map<string, unknown>(
    typeof old === 'object' && old !== null ? Object.entries(old) : [],
  );
  const fields = Object.entries(now).flatMap(([name, value]) => {
    if (
      DULL.has(name) ||
      value === null ||
      canonical(value) === canonical(before.get(name) ?? null)
    )
      return [];
    return [`${name} ${typeof value === 'string' ? value : canonical(value)}`];
  });
  return fields.length === 0 ? 'changed' : fields.join(', ');
}
