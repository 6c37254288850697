import type { Door } from '../catalogue/contract-record.ts';
import { adviceFor } from './advice.ts';
import type { Finding } from './change.ts';
import { partiesHurt, type Sides } from './compare-schemas.ts';

/** To whom a door may be opened further without shutting anybody out. Everything else shuts somebody out. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  // who may send a command
  trusted: ['operator', 'anyone'],
  operator: ['anyone', 'owner', 'public'],
  // who may ask; an internal contract keeps the services that it names
  internal: ['operator', 'owner', 'own', 'signed-in', 'public'],
  owner: ['public'],
  own: ['public'],
  'signed-in': ['public'],
};

/** Compares how one comes to a contract: who may send or ask, how much, and where. A door that is opened wider is no change. */
export function compareDoors(sides: Sides, after: Door): readonly Finding[] {
  const { released } = sides;
  const parties = partiesHurt(sides, 'breaks');
  const found = (deed: string, hurt: readonly string[] = parties): Finding => ({
    contract: released,
    deed,
    directions: [],
    verdict: 'breaks',
    parties: hurt,
    advice: adviceFor(released, 'breaks', hurt),
  });
  const { door: before } = released;
  return [
    ...narrowed('sentBy', before.sentBy, after.sentBy),
    ...narrowed('access', before.access, after.access),
    ...smaller(before.maxBytes, after.maxBytes),
    ...moved(before.http, after.http),
  ]
    .map((deed) => found(deed))
    .concat(
      (before.askedBy ?? [])
        .filter((service) => after.askedBy?.includes(service) !== true)
        .map((service) => found(`shut out ${service} (askedBy)`, [service])),
    );
}

function narrowed(what: string, before: string | undefined, after: string | undefined) {
  if (before === undefined || before === after) return [];
  const isWider = after !== undefined && WIDER[before]?.includes(after) === true;
  return isWider ? [] : [`changed ${what} from ${before} to ${after ?? 'none'}`];
}

function smaller(before: number | undefined, after: number | undefined): readonly string[] {
  if (before === undefined || (after !== undefined && after >= before)) return [];
  return [`lowered maxBytes from ${before} to ${after ?? 'none'}`];
}

function moved(before: Door['http'], after: Door['http']): readonly string[] {
  if (before === undefined) return [];
  const [old, current] = [routeOf(before), after === undefined ? 'no route' : routeOf(after)];
  return old === current ? [] : [`moved ${old} to ${current}`];
}

/** The name of a parameter in a path is nobody's business. */
function routeOf({ method, path, status }: NonNullable<Door['http']>): string {
  const route = `${method} ${path.replaceAll(/:\w+/g, ':…')}`;
  return status === undefined ? route : `${route} (${status})`;
}
