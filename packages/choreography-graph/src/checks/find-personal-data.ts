import { personalFields } from '@murmuration/contracts';
import type { Catalogue } from '../graph/choreography.ts';
import type { Finding } from './finding.ts';

/** Fields marked as personal in what streams keep: events and commands. */
export function findPersonalData({ events, commands }: Catalogue): readonly Finding[] {
  return [...events, ...commands].flatMap(({ kind, type, schema }) =>
    personalFields(schema).map((field) => ({
      rule: 'personal-data-in-clear' as const,
      where: `${kind} ${type}`,
      what: `It carries ${field} in clear, and streams, outboxes and backups keep it after the person is erased.`,
      mend: `Seal ${field} under the person's key, carry an id instead, or make it a request, which no stream keeps.`,
    })),
  );
}
