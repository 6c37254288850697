import type { FieldReport } from './unread-fields.ts';

/** What was found about fields that nobody reads, in a line, or in full. */
export function tellFields(report: FieldReport, inFull: boolean): string {
  const { unread, unheard, deliveries, failures } = report;
  const fields = unread.reduce((sum, each) => sum + each.fields.length, 0);
  const line = `${fields} fields of ${unread.length} events were not seen to be read, ${unheard.length} events not to be heard`;
  if (!inFull) return `${line} (--unread lists them; nothing fails by it)`;
  return [
    line,
    ...unread.map((each) => `  ${each.type}: ${each.fields.join(', ')}`),
    ...unheard.map(
      (type) => `  ${type}: heard by no reaction, and nobody has declared to rely on it`,
    ),
    `How far to trust this: reactions were given ${deliveries} messages, examples and recorded bodies in several orders over states in memory, and what they`,
    'read was noted. A branch that no run took may read a field that is listed here. What stands outside of reactions (the edge, the audit, tools, people',
    'with a NATS client) counts only as far as it has declared what it relies on.',
    ...(failures.length > 0 ? ['These did not run to their end:'] : []),
    ...failures.map((failure) => `  ${failure}`),
  ].join('\n');
}
