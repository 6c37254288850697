import {
  buildGraph,
  type Deviation,
  judgeEvents,
  shopChoreography,
} from '@murmuration/choreography-graph';
import type { StoredEvent } from '@murmuration/client';
import type { Shop } from '@murmuration/testkit';
import { afterAll, expect } from 'vitest';

/** What is not as declared among all events of a shop, without any grace. */
export async function deviationsIn({ client }: Shop): Promise<readonly Deviation[]> {
  const events: StoredEvent[] = [];
  for await (const event of client.stored()) events.push(event);
  expect(events.length).toBeGreaterThan(0);
  const options = { now: new Date(), since: events[0]?.storedAt ?? new Date(0), graceMs: 0 };
  return judgeEvents(buildGraph(shopChoreography()), events, options);
}

/** After all tests of a file everything that has happened in its shop has to be as the services declare it. */
export function useConformance(shopOf: () => Shop): void {
  afterAll(async () => {
    expect(await deviationsIn(shopOf())).toEqual([]);
  });
}
