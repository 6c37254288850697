import type { World } from '../../scenario.ts';

/** Kills the broker, does something to what it left, and starts it again, whatever comes of it. */
export async function withBrokerDown(
  { shop: { broker }, inject, pause }: World,
  what: string,
  work: () => Promise<unknown>,
): Promise<void> {
  inject(`SIGKILL to the broker, ${what}`);
  await broker.kill();
  try {
    await work();
    await pause(0, 500);
  } finally {
    await broker.restart();
  }
}
