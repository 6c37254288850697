import { buildGraph } from '../graph/build-graph.ts';
import type { Choreography } from '../graph/choreography.ts';
import { findCycles } from './find-cycles.ts';
import { findIdleCompensations } from './find-idle-compensations.ts';
import { findIdleReactions } from './find-idle-reactions.ts';
import { findUnemittedEvents, findUnheardEvents } from './find-lonely-events.ts';
import { findMissingCompensations } from './find-missing-compensations.ts';
import { findMissingPermissions, type Rights } from './find-missing-permissions.ts';
import { findEndsThatNeverCome, findOpenBranches } from './find-open-branches.ts';
import { findPersonalData } from './find-personal-data.ts';
import { findNamelessCalls, findWishesInNoSaga } from './find-undeclared.ts';
import { findUnownedMessages } from './find-unowned-messages.ts';
import type { Finding } from './finding.ts';

/** Everything that is wrong with a choreography, the gravest first. Rights are those of each service at the broker. */
export function checkChoreography(
  choreography: Choreography,
  rightsOf: ReadonlyMap<string, Rights>,
): readonly Finding[] {
  const graph = buildGraph(choreography);
  return [
    ...findMissingCompensations(graph),
    ...findOpenBranches(graph),
    ...findCycles(graph),
    ...findUnownedMessages(graph),
    ...findUnemittedEvents(graph),
    ...findUnheardEvents(graph),
    ...findIdleReactions(graph),
    ...findMissingPermissions(graph, choreography.services, rightsOf),
    ...findPersonalData(choreography.contracts),
    ...findEndsThatNeverCome(graph),
    ...findIdleCompensations(graph),
    ...findWishesInNoSaga(graph),
    ...findNamelessCalls(graph),
  ];
}
