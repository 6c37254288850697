import {
  changeProductPrice,
  createProduct,
  getProduct,
  listProducts,
  type Money,
  retireProduct,
} from '@murmuration/contracts';
import type { z } from 'zod';
import { allPages } from '../connection/all-pages.ts';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { newId } from '../input/new-id.ts';
import { carryOut, COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { NotThere } from '../output/failure.ts';
import { moneyText } from '../output/money.ts';
import { count, facts, table } from '../output/table.ts';

export interface CreateOptions {
  readonly name: string;
  readonly price: Money;
  readonly description: string;
}

export interface RetireOptions {
  readonly id?: string;
}

type Product = NonNullable<z.infer<typeof getProduct.result>>;

export async function create(
  session: Session,
  sku: string,
  options: CreateOptions,
): Promise<ExitCode> {
  const { name, price, description } = options;
  const data = { sku, name, description, price };
  return await carryOut(
    session,
    createProduct,
    data,
    `${sku} is in the catalogue at ${moneyText(price)}`,
  );
}

export async function changePrice(
  session: Session,
  sku: string,
  price: Money,
  options: { readonly id?: string },
): Promise<ExitCode> {
  const data = { changeId: options.id ?? newId('p'), sku, price };
  return await carryOut(
    session,
    changeProductPrice,
    data,
    `${sku} costs ${moneyText(price)} from now on`,
  );
}

/**
 * Sells an article no longer. Each call is a wish of its own unless an id is given: what was refused before the article
 * was there is not refused again once it is.
 */
export async function retire(
  session: Session,
  sku: string,
  { id }: RetireOptions,
): Promise<ExitCode> {
  const wish = { sku, requestId: id ?? newId('t') };
  return await carryOut(session, retireProduct, wish, `${sku} is no longer sold`);
}

/** @throws NotThere when no article has this SKU */
export async function show(session: Session, sku: string): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const product = await client.ask(getProduct, { sku }, { timeoutMs });
  if (product === null) throw new NotThere(`there is no article ${sku}`);
  session.printer.document(product, productText(product));
  return ExitCode.ok;
}

/** Lists the whole catalogue, page by page. */
export async function list(session: Session): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const products = await allPages((page) => client.ask(listProducts, page, { timeoutMs }));
  session.printer.document({ products }, listText(products));
  return ExitCode.ok;
}

function productText({ sku, name, description, price, status, version }: Product): string {
  return facts([
    ['article', sku],
    ['name', name],
    ['price', moneyText(price)],
    ['status', status],
    ['version', String(version)],
    ['about', description],
  ]);
}

function listText(products: readonly Product[]): string {
  if (products.length === 0) return 'the catalogue is empty: fill it with murmur seed';
  const rows = products.map(({ sku, name, price, status }) => [
    sku,
    name,
    moneyText(price),
    status,
  ]);
  const listed = table(['article', 'name', 'price', 'status'], rows, ['price']);
  return `${listed}\n${count(products.length, 'article')}`;
}
