import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { count } from '../output/table.ts';
import { connectPatiently } from '../connection/connect-patiently.ts';
import { catalogue } from './catalogue.ts';
import { customers } from './customers.ts';
import { fillShop } from './fill-shop.ts';

const SEED_TIMEOUT_MS = 60_000;

/** Fills the shop for a demonstration; waits for services that are still starting. */
export async function seed(session: Session): Promise<ExitCode> {
  const limitMs = session.timeoutMs(SEED_TIMEOUT_MS);
  const client = await connectPatiently(session, limitMs);
  const filled = await fillShop(client, limitMs);
  const { refused, newArticles, newDeliveries, newCustomers } = filled;
  for (const { commandId, reasons } of refused) {
    const failure = { code: 'rejected', message: `${commandId} was rejected:`, problems: reasons };
    session.printer.failure({ exitCode: ExitCode.rejected, ...failure });
  }
  const news = `${count(newArticles, 'new article')}, ${newDeliveries} first deliveries, ${count(newCustomers, 'new customer')}`;
  const isSame = newArticles + newDeliveries + newCustomers === 0;
  const text = `the shop has its ${catalogue.length} articles and ${customers.length} customers: ${isSame ? 'nothing was new' : news}`;
  if (refused.length === 0)
    session.printer.document({ articles: catalogue.length, ...filled }, text);
  return refused.length === 0 ? ExitCode.ok : ExitCode.rejected;
}
