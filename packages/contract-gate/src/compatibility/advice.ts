import { type ContractRecord, contextOf } from '../catalogue/contract-record.ts';
import type { Verdict } from './promises.ts';

type Subject = Pick<ContractRecord, 'kind' | 'type' | 'version'>;

/** What to do instead of a change, or along with it. */
export function adviceFor(contract: Subject, verdict: Verdict, parties: readonly string[]): string {
  const owner = contextOf(contract);
  if (verdict === 'rollout') {
    return `roll ${owner} out completely before ${list(parties)} use it`;
  }
  const { kind, type, version } = contract;
  switch (kind) {
    case 'event':
    case 'command':
      return `leave v${version} as it was and define ${type} v${version + 1}, with an upcaster from ${version} in "previous"`;
    case 'query':
    case 'request':
      return `leave ${type} as it was and define another one beside it, under a type and a route of its own, until nobody asks this one`;
    case 'outcome':
      return 'only add to it what old readers may pass over';
  }
}

/** `payment, notification`, or that nobody is known. */
export const list = (parties: readonly string[]): string =>
  parties.length === 0 ? 'readers outside of the repository' : parties.join(', ');
