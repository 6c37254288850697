import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SERVICE_NAMES, type Shop, type ShopOptions, startShop } from '@murmuration/testkit';
import { Failpoints } from '../failpoints/failpoints.ts';
import { type Articles, stockUp } from '../load/articles.ts';
import { ORDERS_DIRECTORY } from '../loading/orders.ts';
import type { WorldOptions } from '../scenario.ts';
import { type Footing, layFooting } from './footing.ts';

/** A shop on which scenarios are played one after the other. */
export interface Stage extends Footing {
  readonly shop: Shop;
  readonly articles: Articles;
  readonly failpoints: Failpoints;
  close(): Promise<void>;
}

const REGISTER = pathToFileURL(join(import.meta.dirname, '../loading/register.ts')).href;

/** What a killed process had in hand comes again after this time. */
const ACK_WAIT_SECONDS = '3';
/** Little enough that a process can be made to use it up in a moment, more than any needs; in megabytes. */
const HEAP = 192;
const REPLICAS = { order: 2, inventory: 2, payment: 2, notification: 2 };

/** Starts a shop as a scenario wants it, its services with more variables. */
export async function openStage(
  options: WorldOptions,
  more: Readonly<Record<string, string>> = {},
): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'murmuration-chaos-'));
  const footing = await layFooting(options);
  const closing = [() => footing.close(), () => rm(directory, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    for (const step of closing) {
      await step().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new Error(failures.map(String).join('; '));
  };
  try {
    const shop = await startShop({
      ...footing.shopOptions,
      replicas: options.replicas ?? REPLICAS,
      env: environment(options, { ...footing.env, ...more, [ORDERS_DIRECTORY]: directory }),
    });
    closing.unshift(() => shop.stop());
    const articles = await stockUp(shop);
    const { proxies, cluster, smallDisk } = footing;
    const failpoints = new Failpoints(directory);
    return { shop, articles, failpoints, proxies, cluster, smallDisk, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

function environment(
  { env = {} }: WorldOptions,
  more: Readonly<Record<string, string>>,
): NonNullable<ShopOptions['env']> {
  const common = {
    ACK_WAIT_SECONDS,
    NODE_OPTIONS: `--import=${REGISTER} --max-old-space-size=${HEAP}`,
    ...more,
  };
  return Object.fromEntries(
    SERVICE_NAMES.map((name) => {
      const own = env[name] ?? {};
      const options = [common.NODE_OPTIONS, own['NODE_OPTIONS']].filter(Boolean).join(' ');
      return [name, { ...common, ...own, NODE_OPTIONS: options }] as const;
    }),
  );
}
