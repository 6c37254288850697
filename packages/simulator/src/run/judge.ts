import { brokenAtRest, brokenOf, isSound, type SagaView, stockIn } from '@murmuration/explorer';
import { EVENTS, headerIn, type PlacedRow, type Row } from '@murmuration/choreography/simulation';
import { SERVICES } from '../shop/definitions.ts';
import { orderIds, viewOfOrder } from './order-view.ts';
import type { World } from './world.ts';

/** Everything that is not as it must be at every moment. */
export function judgeMeanwhile(world: World): readonly string[] {
  return orderIds(world).flatMap((orderId) =>
    brokenOf(viewOfOrder(world, orderId)).map((what) => `${orderId}: ${what}`),
  );
}

/** Everything that is not as it must be when nothing is left to do; nothing when all is well. */
export function judge(world: World): readonly string[] {
  const views = orderIds(world).map((orderId) => [orderId, viewOfOrder(world, orderId)] as const);
  return [
    ...views.flatMap(([orderId, view]) =>
      [...brokenOf(view), ...brokenAtRest(view)].map((what) => `${orderId}: ${what}`),
    ),
    ...judgeStock(
      world,
      views.map(([, view]) => view),
    ),
    ...judgeOutcomes(world),
    ...[...world.witness.repeated].map((what) => `everything is handled once: not ${what}`),
    ...judgeMails(world),
    ...judgeStream(world),
  ];
}

function judgeStock(world: World, views: readonly SagaView[]): readonly string[] {
  const rows = world.cluster.tables('inventory').table('stock');
  const stock = stockIn(Object.fromEntries([...rows].map(([sku, row]) => [`stock/${sku}`, row])));
  const held = (status: string, sku: string): number =>
    views
      .flatMap(({ reservation: { row } }) => (row?.status === status ? row.lines : []))
      .reduce((sum, line) => (line.sku === sku ? sum + line.quantity : sum), 0);
  const isHeld = stock.every(
    ({ sku, reserved, committed }) =>
      reserved === held('reserved', sku) && committed === held('committed', sku),
  );
  return [
    ...(stock.every(isSound) ? [] : ['stock is never negative, and no piece is lost or made']),
    ...(isHeld ? [] : ['stock is what orders hold']),
  ];
}

function judgeOutcomes({ customers }: World): readonly string[] {
  return [...customers.outcomes].flatMap(([command, told]) =>
    told.length === 1 ? [] : [`${command}: one outcome for one command`],
  );
}

function judgeMails({ cluster, outside }: World): readonly string[] {
  const problems: string[] = [];
  for (const [orderId, row] of cluster.tables('notification').table('correspondence')) {
    const items = itemsIn(row);
    const kinds = new Set(items.map(({ kind, subjectId }) => `${kind} ${subjectId}`));
    if (kinds.size !== items.length) problems.push(`${orderId}: there is one mail of each kind`);
    if (items.some(({ status }) => status !== 'sent' && status !== 'failed')) {
      problems.push(`${orderId}: every mail has an end`);
    }
  }
  const sent = [...cluster.tables('notification').table('correspondence').values()]
    .flatMap(itemsIn)
    .filter(({ status }) => status === 'sent');
  if (sent.length !== outside.arrivals.size) problems.push('as many mails arrived as were sent');
  return problems;
}

interface Item {
  readonly kind: string;
  readonly subjectId: string;
  readonly status: string;
}

function itemsIn(row: Row): readonly Item[] {
  const { items } = row;
  if (!Array.isArray(items)) return [];
  return items.map((item: unknown) => {
    const entries = typeof item === 'object' && item !== null ? Object.entries(item) : [];
    const { kind, subjectId, status } = Object.fromEntries(
      entries.map(([name, value]) => [name, String(value)]),
    );
    return { kind: kind ?? '', subjectId: subjectId ?? '', status: status ?? '' };
  });
}

/** The outbox is the record: the stream holds all of it, and nothing else; and every service has seen what it listens to. */
function judgeStream(world: World): readonly string[] {
  const stream = world.broker.stream(EVENTS);
  const told = new Map<string, PlacedRow>();
  for (const service of SERVICES) {
    for (const rows of world.cluster.tables(service).outbox.values()) {
      for (const row of rows) if (row.subject.startsWith('evt.')) told.set(row.id, row);
    }
  }
  const held = new Set<string>();
  for (let at = stream?.firstSequence ?? 1; at <= (stream?.lastSequence ?? 0); at++) {
    const message = stream?.at(at);
    if (message !== undefined) held.add(headerIn(message.headers, 'ce-id') ?? '');
  }
  const missing = [...told.values()].filter(({ id }) => !held.has(id));
  const strangers = [...held].filter((id) => !told.has(id) && !world.contacts.has(id));
  return [
    ...missing.map(({ type, key }) => `the stream holds every event: not ${type} of ${key}`),
    ...(strangers.length > 0 ? [`${strangers.length} events that nobody has written down`] : []),
    ...world.unseen([...told.values()]).map((what) => `every event is handled: ${what}`),
  ];
}
