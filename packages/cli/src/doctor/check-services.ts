import type { Murmuration } from '@murmuration/client';
import { z } from 'zod';
import { openDeadLetters } from '../dead/dead-letters.ts';
import { count } from '../output/table.ts';
import { bad, type Finding, good, tryCheck } from './finding.ts';

const LIMIT_MS = 2_000;
const SHOWN = 200;

const pong = z.object({ name: z.string(), version: z.string().optional() });

/** Whether a service answers, and whether it has given up on messages. */
export async function checkService(client: Murmuration, service: string): Promise<Finding[]> {
  const alive = await tryCheck(service, 'npm start; its log says why it ended', async () => {
    await client.request(`$SRV.PING.${service}`, {}, pong, { timeoutMs: LIMIT_MS });
    return good(service, 'answers');
  });
  return alive.isOk ? [alive, await checkDeadLetters(client, service)] : [alive];
}

async function checkDeadLetters(client: Murmuration, service: string): Promise<Finding> {
  const name = `dead letters of ${service}`;
  const mend = `murmur dead list ${service}; once mended: murmur dead redrive ${service} --all`;
  return await tryCheck(name, mend, async () => {
    const { length } = await openDeadLetters(client, service, SHOWN, LIMIT_MS);
    return length === 0
      ? good(name, 'none open')
      : bad(name, `${count(length, 'letter')} open`, mend);
  });
}
