import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drained, type Shop } from '@murmuration/testkit';
import { expect, test } from 'vitest';
import { newArticle } from '../support/articles.ts';

const SCRIPT = new URL('../../../docs/walkthrough.mjs', import.meta.url).pathname;

/** What the file of a local run says, as far as the walkthrough reads it. */
function stateOf({ broker, edge, mail, sandbox }: Shop): object {
  return {
    natsUrl: broker.url,
    natsUser: broker.user,
    natsPassword: broker.password,
    natsWebsocketUrl: broker.websocketUrl,
    services: { edge: { url: edge?.url } },
    mailUrl: mail.url,
    paymentSandboxUrl: sandbox.url,
  };
}

async function walkThrough(shop: Shop): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'murmuration-walkthrough-'));
  try {
    const state = join(directory, 'dev.json');
    await writeFile(state, JSON.stringify(stateOf(shop)));
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, state], {
      timeout: 60_000,
    });
    return stdout;
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** What the README tells a newcomer to do, done. */
export function walkthroughWorks(shopOf: () => Shop): void {
  test('does everything that it shows: register, sign in, browse, order, watch, read, cancel, refund, erase', async () => {
    const shop = shopOf();
    await newArticle(shop);
    const said = await walkThrough(shop);
    expect(said.trim().split('\n').at(-1)).toBe('all of it worked');
    await drained(shop);
  });
}
