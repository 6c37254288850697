import { dataOf, type SeenEvent } from '@murmuration/client';
import type { EventContract } from '@murmuration/contracts';
import type { Shop } from '@murmuration/testkit';

const LIMIT_MS = 40_000;

/**
 * Waits for an event of this contract that fits, past or to come.
 * @throws Error when none came in time
 */
export async function eventOf<Data>(
  { client }: Shop,
  contract: EventContract<string, Data>,
  fits: (data: Data) => boolean,
): Promise<Data> {
  for await (const event of client.events({ signal: AbortSignal.timeout(LIMIT_MS) })) {
    const data = dataOf(contract, event);
    if (data !== undefined && fits(data)) return data;
  }
  throw new Error(`No fitting ${contract.name} came within ${LIMIT_MS} ms.`);
}

/** Waits for the first event of this name about an aggregate. */
export async function envelopeOf({ client }: Shop, key: string, name: string): Promise<SeenEvent> {
  for await (const event of client.watch(key, { signal: AbortSignal.timeout(LIMIT_MS) })) {
    if (event.type === name) return event;
  }
  throw new Error(`No ${name} of ${key} came within ${LIMIT_MS} ms.`);
}

// Told by the provider's webhook, which comes whenever it comes.
const AT_ANY_TIME = 'payment.provider-reported.v1';

/** The events about one aggregate, by name, in the order of the stream, up to and with `last`. */
export async function storyOf({ client }: Shop, key: string, last: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { type } of client.watch(key, { signal: AbortSignal.timeout(LIMIT_MS) })) {
    if (type !== AT_ANY_TIME) names.push(type);
    if (type === last) return names;
  }
  throw new Error(`No ${last} of ${key} came within ${LIMIT_MS} ms, only ${names.join(', ')}.`);
}
