import { checkPostgres, type DevState } from '@murmuration/devkit';
import { bad, type Finding, good, tryCheck } from './finding.ts';

const OLDEST_NODE = 24;
const HTTP_LIMIT_MS = 2_000;

export function checkNode(version: string = process.versions.node): Finding {
  const isNew = Number(version.split('.')[0]) >= OLDEST_NODE;
  const mend = `run npm install, which brings Node ${OLDEST_NODE}, and use npx murmur`;
  return isNew ? good('node', version) : bad('node', `${version} is too old`, mend);
}

export function checkDevState(state: DevState | undefined, isElsewhere: boolean): Finding {
  if (isElsewhere) return good('local run', 'not looked at: a server was named');
  if (state === undefined) return bad('local run', 'nothing runs here', 'npm start');
  const { startedAt, supervisorPid } = state;
  return state.state === 'ready'
    ? good('local run', `since ${startedAt}, process ${supervisorPid}`)
    : bad('local run', 'still starting', 'wait for npm start to say that it is ready');
}

export async function checkDatabase(state: DevState): Promise<Finding> {
  return await tryCheck('postgres', 'npm stop && npm start', async () => {
    const { version, warnings } = await checkPostgres(state.postgresUrl);
    return good('postgres', [version, ...warnings].join('; '));
  });
}

/** Asks a helper of the local run whether it is well. */
export async function checkHttp(name: string, url: string): Promise<Finding> {
  return await tryCheck(name, 'npm stop && npm start', async () => {
    const answer = await fetch(new URL('/health', url), {
      signal: AbortSignal.timeout(HTTP_LIMIT_MS),
    });
    if (answer.ok) return good(name, url);
    return bad(name, `${url} answers ${answer.status}`, 'npm stop && npm start');
  });
}
