import type { Murmuration } from '@murmuration/client';
import { type BrokerRepair, brokerRepairs } from '../broker/broker-repairs.ts';
import { count } from '../output/table.ts';
import { bad, type Finding, good, tryCheck } from './finding.ts';

const RECENT_HOURS = 24;
/** A repair that takes longer than this is no work under way any more, but one that is stuck. */
const PATIENCE_MS = 5 * 60_000;
const SHOW = 'murmur broker repairs';

/** Whether the broker has lost what a service had published, lately. */
export async function checkRepairs(
  client: Murmuration,
  service: string,
  timeoutMs: number,
): Promise<Finding> {
  const name = `broker repairs of ${service}`;
  return await tryCheck(name, SHOW, async () => {
    const repairs = await brokerRepairs(client, service, { hours: RECENT_HOURS }, timeoutMs);
    return judgeRepairs(name, repairs, Date.now());
  });
}

/** A repair that is done is told and is no fault any more. `now` is in milliseconds since 1970. */
export function judgeRepairs(name: string, repairs: readonly BrokerRepair[], now: number): Finding {
  if (repairs.length === 0) return good(name, `none in ${RECENT_HOURS} h`);
  const rows = repairs.reduce((sum, repair) => sum + repair.rows, 0);
  const open = repairs.filter(({ finishedAt }) => finishedAt === null);
  const told = `${count(repairs.length, 'repair')} in ${RECENT_HOURS} h, ${count(rows, 'message')} published again`;
  if (open.some(({ foundAt }) => now - Date.parse(foundAt) > PATIENCE_MS)) {
    return bad(
      name,
      `${told}; ${open.length} not finished`,
      `${SHOW}; read the log of the service`,
    );
  }
  return good(name, open.length === 0 ? told : `${told}; ${open.length} under way`);
}
