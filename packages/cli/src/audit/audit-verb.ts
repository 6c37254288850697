import type { AuditGround, AuditReport } from '@murmuration/audit';
import type { Session } from '../connection/session.ts';
import { ExitCode } from '../exit-code.ts';
import { CouldNotLook, NothingRuns, TimedOut, UsageError } from '../output/failure.ts';
import { auditText } from './audit-text.ts';

export interface AuditOptions {
  readonly drained?: boolean;
  readonly database?: string;
  readonly ledger?: string;
}

type Place = Required<Pick<AuditGround, 'postgresUrl' | 'broker' | 'provider'>>;

const DRAIN_LIMIT_MS = 60_000;
/** Failures that say by themselves what they are. */
const SAID_ALREADY = [UsageError, TimedOut, NothingRuns];

/**
 * Audits the shop, read only.
 * @throws UsageError when it is not said where the shop elsewhere is, CouldNotLook when something cannot be read, TimedOut when the shop does not come to rest
 */
export async function auditShop(session: Session, options: AuditOptions): Promise<ExitCode> {
  const report = await look(session, options).catch((error: unknown) => {
    if (SAID_ALREADY.some((kind) => error instanceof kind)) throw error;
    throw new CouldNotLook(String(error), { cause: error });
  });
  session.printer.document(report, auditText(report, session.printer));
  return report.checks.some(({ violating }) => violating > 0) ? ExitCode.rejected : ExitCode.ok;
}

// the services' definitions take a moment to load: only for who audits
async function look(session: Session, options: AuditOptions): Promise<AuditReport> {
  const { audit, NotDrained, readProviderLedger, untilDrained } =
    await import('@murmuration/audit');
  const place = await placeOf(session, options, readProviderLedger);
  if (options.drained === true) {
    session.printer.progress('waiting until nothing is under way');
    await untilDrained(place, session.timeoutMs(DRAIN_LIMIT_MS)).catch((error: unknown) => {
      throw error instanceof NotDrained ? new TimedOut(error.message) : error;
    });
  }
  session.printer.progress('looking');
  return await audit({ ...place, drained: options.drained === true });
}

async function placeOf(
  session: Session,
  options: AuditOptions,
  readLedger: (url: string) => ReturnType<AuditGround['provider']>,
): Promise<Place> {
  const broker = await session.connection();
  const state = await session.devState();
  const postgresUrl = options.database ?? state?.auditorDatabaseUrl;
  const ledger = options.ledger ?? state?.paymentSandboxUrl;
  if (postgresUrl === undefined || ledger === undefined) {
    throw new UsageError(
      'say where the shop keeps its data: --database (or MURMURATION_AUDIT_DATABASE_URL) and --ledger (or MURMURATION_LEDGER_URL)',
    );
  }
  return { postgresUrl, broker, provider: () => readLedger(ledger) };
}
