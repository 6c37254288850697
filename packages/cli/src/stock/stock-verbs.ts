import { getStock, restock } from '@murmuration/contracts';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { newId } from '../input/new-id.ts';
import { carryOut, COMMAND_TIMEOUT_MS } from '../outcome.ts';
import { NotThere } from '../output/failure.ts';
import { facts } from '../output/table.ts';

/** Books a delivery. The same id again is the same delivery. */
export async function addStock(
  session: Session,
  sku: string,
  quantity: number,
  options: { readonly id?: string },
): Promise<ExitCode> {
  const data = { restockId: options.id ?? newId('d'), sku, quantity };
  return await carryOut(session, restock, data, `${quantity} × ${sku} came in`);
}

/** @throws NotThere when no pieces of the article ever came in */
export async function showStock(session: Session, sku: string): Promise<ExitCode> {
  const client = await session.client();
  const timeoutMs = session.timeoutMs(COMMAND_TIMEOUT_MS);
  const stock = await client.ask(getStock, { sku }, { timeoutMs });
  if (stock === null) throw new NotThere(`no pieces of ${sku} ever came in`);
  const text = facts([
    ['article', sku],
    ['for sale', String(stock.onHand)],
    ['reserved', String(stock.reserved)],
    ['sold', String(stock.committed)],
    ['came in', String(stock.restocked)],
  ]);
  session.printer.document(stock, text);
  return ExitCode.ok;
}
