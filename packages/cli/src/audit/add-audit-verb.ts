import { type Command, Option } from 'commander';
import type { Start } from '../verb.ts';
import { type AuditOptions, auditShop } from './audit-verb.ts';

/** `murmur audit`. */
export function addAuditVerb(program: Command, start: Start): void {
  program
    .command('audit')
    .description(
      'check that every invariant of the shop holds, reading its databases and the payment provider’s ledger; fails when one does not',
    )
    .option(
      '--drained',
      'wait until nothing is under way (--timeout 60), then check also what holds only then',
    )
    .addOption(
      new Option('--database <url>', 'database of a shop elsewhere, as murmuration_auditor').env(
        'MURMURATION_AUDIT_DATABASE_URL',
      ),
    )
    .addOption(
      new Option('--ledger <url>', 'payment sandbox of a shop elsewhere').env(
        'MURMURATION_LEDGER_URL',
      ),
    )
    .action((options: AuditOptions) => start((session) => auditShop(session, options)));
}
