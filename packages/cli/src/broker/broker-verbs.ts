import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { count, table } from '../output/table.ts';
import { serviceNames } from '../services.ts';
import { type BrokerRepair, brokerRepairs, duration } from './broker-repairs.ts';

type Listed = BrokerRepair & { readonly service: string };

const MOST = 200;

/** Lists when the broker was found to have lost messages, and what was published again: of one service or of all. */
export async function listRepairs(
  session: Session,
  service: string | undefined,
  { hours }: { readonly hours?: number },
): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const which = { limit: MOST, ...(hours !== undefined && { hours }) };
  const lists = await Promise.all(
    (service === undefined ? serviceNames : [service]).map(async (name) => {
      const repairs = await brokerRepairs(client, name, which, timeoutMs);
      return repairs.map((repair): Listed => ({ service: name, ...repair }));
    }),
  );
  const repairs = lists.flat().toSorted((a, b) => b.foundAt.localeCompare(a.foundAt));
  session.printer.document({ repairs }, listText(repairs));
  return ExitCode.ok;
}

const MEANS: Readonly<Record<BrokerRepair['found'], string>> = {
  recreated: 'the stream was another one: all of it was lost',
  'rolled-back': 'the stream had lost its end',
  truncated: 'the last message was gone from its place',
  damaged: 'messages in the midst of the stream were gone',
};

function listText(repairs: readonly Listed[]): string {
  if (repairs.length === 0) return 'the broker has lost nothing that the services know of';
  const rows = repairs.map((one) => [
    one.foundAt,
    one.service,
    String(one.lane),
    one.stream,
    one.found,
    String(one.rows),
    duration(one),
  ]);
  const listed = table(
    ['found at', 'service', 'lane', 'stream', 'found', 'published again', 'took'],
    rows,
    ['lane', 'published again', 'took'],
  );
  const kinds = [...new Set(repairs.map(({ found }) => found))];
  const legend = kinds.map((found) => `${found}: ${MEANS[found]}`).join('\n');
  return `${listed}\n${legend}\n${count(repairs.length, 'repair')}`;
}
