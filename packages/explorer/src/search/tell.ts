import type { Search, Violation } from './search.ts';
import type { Position } from './seats.ts';
import type { Space } from './space.ts';
import { tellStep } from './story.ts';

/** The whole story that leads to a violation, step by step from the beginning. */
export async function tell(
  space: Space,
  search: Search,
  violation: Violation,
): Promise<readonly string[]> {
  const path = pathTo(space, search, violation);
  const lines: string[] = [...beginningOf(space, path[0])];
  for (const [at, position] of path.entries()) {
    const before = path[at - 1];
    if (before === undefined) continue;
    const [headline = '', ...details] = await tellStep(space, before, position);
    lines.push(
      `${String(at).padStart(3)}. ${headline}`,
      ...details.map((line) => `       ${line}`),
    );
  }
  return [...lines, `     ✗ ${violation.property}`];
}

function pathTo(space: Space, search: Search, { at, to }: Violation): readonly Position[] {
  const { orders } = space.model;
  const path: Position[] = to === undefined ? [] : [to];
  for (let place = at ?? -1; place >= 0; place = search.table.parentOf(place)) {
    const position = search.seats.read(search.table.at(place), orders);
    if (path[0] === undefined || !isSame(path[0], position)) path.unshift(position);
  }
  return path;
}

const isSame = (one: Position, other: Position): boolean =>
  one.shelf === other.shelf &&
  one.worlds.toSorted((a, b) => a - b).join() === other.worlds.toSorted((a, b) => a - b).join();

function beginningOf(space: Space, position: Position | undefined): readonly string[] {
  return (position?.worlds ?? []).map((world) => {
    const said = space.parts.unpack(world).stream.map(({ id }) => id);
    return `     sent: ${said.join(', ')}`;
  });
}
