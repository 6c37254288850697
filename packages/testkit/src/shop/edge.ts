import { join } from 'node:path';
import { freePort } from '@murmuration/devkit';
import { mainOf, serviceDirectory } from './service-names.ts';
import type { Ground } from './plan-services.ts';
import { startHttpProgram, type SupportProcess } from './support.ts';

/** The shop's door for reads over HTTP. */
export type EdgeProcess = SupportProcess & { readonly url: string };

/** Starts the edge; it is ready when it reaches the broker and knows the keys that tokens are signed with. */
export async function startEdge(
  { broker, doors, directory }: Ground,
  env: Readonly<Record<string, string>> = {},
): Promise<EdgeProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startHttpProgram({
    name: 'edge',
    file: mainOf('edge'),
    directory: serviceDirectory('edge'),
    logFile: join(directory, 'edge.log'),
    readyUrl: `${url}/readyz`,
    env: {
      NATS_URL: broker.url,
      NATS_USER: 'edge',
      NATS_PASSWORD: doors.passwordOf('edge'),
      HTTP_PORT: String(port),
      // the machine of a test may be busy; deadlines and shedding are tested by themselves
      EDGE_DEADLINE_MS: '20000',
      EDGE_MAX_EVENT_LOOP_DELAY_MS: '60000',
      ...env,
    },
  });
  return { ...running, url };
}
