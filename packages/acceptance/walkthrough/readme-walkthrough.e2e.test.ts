import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVICE_NAMES, type Shop, drained, useShop } from '@murmuration/testkit';
import { describe, expect, it } from 'vitest';
import { newArticle } from '../support/articles.ts';

const SCRIPT = new URL('../../../docs/walkthrough.mjs', import.meta.url).pathname;
const README = new URL('../../../README.md', import.meta.url).pathname;

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

describe('the walkthrough', () => {
  const shop = useShop({ services: [...SERVICE_NAMES, 'auth'], edge: {} });

  it('does everything that it shows: register, sign in, browse, order, watch, read, cancel, refund, erase', async () => {
    await newArticle(shop());
    const said = await walkThrough(shop());
    expect(said.trim().split('\n').at(-1)).toBe('all of it worked');
    await drained(shop());
  });

  it('is told in the README in lines of its own, in their order', async () => {
    const readme = await readFile(README, 'utf8');
    const [, told = ''] = /## Walk through it[^]*?```js\n([^]*?)```/.exec(readme) ?? [];
    const lines = (await readFile(SCRIPT, 'utf8')).split('\n').values();
    const missing = told
      .split('\n')
      .filter((line) => line !== '' && !lines.some((own) => own === line));
    expect(told).toContain('placeOrder');
    expect(missing).toEqual([]);
  });
});
