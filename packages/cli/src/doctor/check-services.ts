import type { Murmuration } from '@murmuration/client';
import { z } from 'zod';
import { DeadLetters } from '../dead/dead-letters.ts';
import { count } from '../output/table.ts';
import { checkRepairs } from './check-repairs.ts';
import { bad, type Finding, good, tryCheck } from './finding.ts';

const LIMIT_MS = 2_000;

const pong = z.object({ name: z.string(), version: z.string().optional() });

/** Whether a service answers, and whether it has given up on messages. */
export async function checkService(client: Murmuration, service: string): Promise<Finding[]> {
  const alive = await tryCheck(service, 'npm start; its log says why it ended', async () => {
    await client.request(`$SRV.PING.${service}`, {}, pong, { timeoutMs: LIMIT_MS });
    return good(service, 'answers');
  });
  if (!alive.isOk) return [alive];
  return [
    alive,
    await checkDeadLetters(client, service),
    await checkRepairs(client, service, LIMIT_MS),
  ];
}

async function checkDeadLetters(client: Murmuration, service: string): Promise<Finding> {
  const name = `dead letters of ${service}`;
  const mend = `murmur dead groups ${service}; once mended: murmur dead redrive ${service} --all --ramp`;
  return await tryCheck(name, mend, async () => {
    const groups = await new DeadLetters(client, service, LIMIT_MS).groups({});
    const letters = groups.reduce((sum, group) => sum + group.letters, 0);
    const found = `${count(letters, 'letter')} open, of ${count(groups.length, 'cause')}`;
    return letters === 0 ? good(name, 'none open') : bad(name, found, mend);
  });
}
