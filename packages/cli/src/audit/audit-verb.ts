import type { AuditReport } from '@murmuration/audit';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { CouldNotLook, NothingRuns, TimedOut, UsageError } from '../output/failure.ts';
import { type PlaceOptions, placesOf, readingFrom } from './audit-places.ts';
import { auditText } from './audit-text.ts';

export interface AuditOptions extends PlaceOptions {
  readonly drained?: boolean;
}

const DRAIN_LIMIT_MS = 60_000;
/** Failures that say by themselves what they are. */
const SAID_ALREADY = [UsageError, TimedOut, NothingRuns, CouldNotLook];

/**
 * Audits the shop, read only.
 * @throws UsageError when it is not said where the shop elsewhere is, or not by a URL, CouldNotLook when something cannot be read, TimedOut when the shop does not come to rest
 */
export async function auditShop(session: Session, options: AuditOptions): Promise<ExitCode> {
  const report = await look(session, options).catch((error: unknown) => {
    if (SAID_ALREADY.some((kind) => error instanceof kind)) throw error;
    throw new CouldNotLook(String(error), { cause: error });
  });
  session.printer.document(report, auditText(report, session.printer));
  return report.checks.some(({ violating }) => violating > 0) ? ExitCode.rejected : ExitCode.ok;
}

async function look(session: Session, options: AuditOptions): Promise<AuditReport> {
  const broker = await session.connection();
  const { database, ledger } = placesOf(options, await session.devState());
  // the services' definitions take a moment to load: only for who audits
  const { audit, NotDrained, readProviderLedger, untilDrained } =
    await import('@murmuration/audit');
  const { reachDatabase } = await import('./reach-database.ts');
  await reachDatabase(database);
  const place = { postgresUrl: database.url, broker };
  if (options.drained === true) {
    session.printer.progress('waiting until nothing is under way');
    await untilDrained(place, session.timeoutMs(DRAIN_LIMIT_MS)).catch((error: unknown) => {
      throw error instanceof NotDrained ? new TimedOut(error.message) : error;
    });
  }
  session.printer.progress('looking');
  const provider = () => readingFrom(ledger, () => readProviderLedger(ledger.url));
  return await audit({ ...place, provider, drained: options.drained === true });
}
