import { z } from 'zod';
import { eventually } from '../eventually.ts';
import type { Shop } from '../shop/shop.ts';
import type { ServiceName } from '../shop/service-names.ts';

const listed = z.object({
  deadLetters: z.array(
    z.object({
      id: z.string(),
      reaction: z.string(),
      messageId: z.string(),
      messageName: z.string(),
      key: z.string(),
      reason: z.string(),
      message: z.string(),
    }),
  ),
});

/** A message that a service gave up on, as its operators see it. */
export type DeadLetter = z.infer<typeof listed>['deadLetters'][number] & {
  readonly service: ServiceName;
};

/** What a test knows of a dead letter that it has caused. */
export type WantedDeadLetter = Partial<DeadLetter> & Pick<DeadLetter, 'service'>;

const LIST_LIMIT = 1_000;
const expected = new WeakMap<Shop, Set<string>>();

/** The open dead letters of all services, those that tests have expected left out. */
export async function unexpectedDeadLetters(shop: Shop): Promise<readonly DeadLetter[]> {
  const lists = await Promise.all(shop.services.map(({ name }) => listOf(shop, name)));
  return lists.flat().filter(({ id }) => expected.get(shop)?.has(id) !== true);
}

/**
 * Waits for a dead letter that has all the given values, `message` being a part of it, and returns it. The leak checks
 * put up with it from then on.
 */
export async function expectDeadLetter(
  shop: Shop,
  wanted: WantedDeadLetter,
  timeoutMs?: number,
): Promise<DeadLetter> {
  const found = await eventually(
    async () => {
      const letters = await listOf(shop, wanted.service);
      const match = letters.find((letter) => matches(letter, wanted));
      if (match === undefined) throw new Error(`there are ${JSON.stringify(letters)}`);
      return match;
    },
    {
      what: `a dead letter ${JSON.stringify(wanted)}`,
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
  );
  const known = expected.get(shop) ?? new Set();
  expected.set(shop, known.add(found.id));
  return found;
}

async function listOf(shop: Shop, service: ServiceName): Promise<readonly DeadLetter[]> {
  const subject = `admin.${service}.dead-letters.list`;
  const { deadLetters } = await shop.client.request(subject, { limit: LIST_LIMIT }, listed);
  return deadLetters.map((letter) => ({ ...letter, service }));
}

function matches(letter: DeadLetter, { message, ...exact }: WantedDeadLetter): boolean {
  if (message !== undefined && !letter.message.includes(message)) return false;
  return Object.entries(exact).every(([name, value]) => Reflect.get(letter, name) === value);
}
