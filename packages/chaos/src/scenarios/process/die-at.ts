import type { Failpoint } from '@murmuration/choreography';
import type { ServiceName } from '@murmuration/testkit';
import type { World } from '../../scenario.ts';

/** Where to die, and in which services. */
export interface Death {
  readonly point: Failpoint;
  readonly services: readonly ServiceName[];
  /** At which time of getting there at most; chance chooses. Default: 3. */
  readonly mostTimes?: number;
}

/** The sights of these deaths: each point in each service. */
export const sightsOf = (deaths: readonly Death[]): readonly string[] => [
  ...new Set(deaths.flatMap(({ point, services }) => services.map((each) => seenAt(point, each)))),
];

const seenAt = (point: Failpoint, service: ServiceName): string => `${point} in ${service}`;

/** Kills a process of each service at each of these points, one point after the other, and starts it again as a supervisor would. */
export async function dieAtEach(
  world: World,
  deaths: readonly Death[],
  { untilFlowing = true }: { readonly untilFlowing?: boolean } = {},
): Promise<void> {
  for (const death of deaths) {
    await Promise.all(death.services.map((service) => dieAt(world, death, service)));
    // an outbox without its relay stands still until the lease has run out
    if (untilFlowing) await world.load.untilFlowing();
  }
}

async function dieAt(
  { shop, failpoints, chance, inject, sight, note }: World,
  { point, mostTimes = 3 }: Death,
  service: ServiceName,
): Promise<void> {
  const { replicas } = shop.service(service);
  const nth = chance.of(`${service} ${point}`).whole(1, mostTimes);
  const died = await failpoints.killOne(replicas, point, { nth });
  if (died.length === 0) note(`no process of ${service} reached ${point} in time`);
  for (const program of died) {
    inject(`${program.name} was killed at ${point}, time ${nth}`);
    sight(seenAt(point, service));
    program.start();
  }
  // one that has not read its orders yet would take the next for a signal to end
  await shop.service(service).ready();
}
