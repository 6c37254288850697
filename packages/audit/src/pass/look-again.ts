import { setTimeout as sleep } from 'node:timers/promises';
import type { Invariant } from '../define-invariant.ts';
import type { AuditScope } from '../ground.ts';
import { type Finding, runPass } from './run-pass.ts';
import type { View } from './view.ts';

const EVERY_MS = 500;
const PATIENCE_MS = 5_000;

/**
 * Looks again at what might only have been under way, until it is right or the time is over. What is left was wrong at every look.
 * @returns the findings by the names of their invariants
 */
export async function lookAgain(
  view: View,
  scope: AuditScope,
  first: readonly Finding[],
): Promise<ReadonlyMap<string, Finding>> {
  const findings = new Map(first.map((finding) => [finding.invariant.name, finding]));
  const end = performance.now() + (scope.patienceMs ?? PATIENCE_MS);
  for (;;) {
    const open = [...findings.values()].filter(isDoubtful).map(({ invariant }) => invariant);
    if (open.length === 0 || performance.now() > end) return findings;
    await sleep(EVERY_MS);
    for (const finding of (await runPass(view, scope, open)).findings) {
      const { name } = finding.invariant;
      findings.set(name, whatStays(findings.get(name), finding));
    }
  }
}

/** Within one view of the database, what always holds is broken when it is broken. */
function isDoubtful({ invariant, violating }: Finding): boolean {
  return violating > 0 && !isCertain(invariant);
}

const isCertain = (invariant: Invariant): boolean =>
  invariant.kind === 'table' &&
  invariant.holds === 'always' &&
  invariant.comparesWith === undefined;

/** Of more than can be held in memory, all that were counted are taken to stay. */
function whatStays(before: Finding | undefined, now: Finding): Finding {
  if (before === undefined || before.violating > before.violations.length) return now;
  const known = new Set(before.violations.map(({ subject }) => subject));
  const violations = now.violations.filter(({ subject }) => known.has(subject));
  return { ...now, violating: violations.length, violations };
}
