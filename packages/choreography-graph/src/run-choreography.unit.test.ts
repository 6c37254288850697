import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freeRoom, hotel, minus, rightsIn, trips, tripsWith } from './checks/trip.examples.ts';
import { MARKS } from './documents/markdown.ts';
import { runChoreography } from './run-choreography.ts';

let root = '';
let said: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'choreography-'));
  said = [];
  for (const { name } of trips.services) {
    const path = join(root, `services/${name}/README.md`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `# ${name}\n\n${MARKS}\n\nBy hand.\n`);
  }
});
afterEach(() => rmSync(root, { recursive: true }));

const run = async (onlyCheck: boolean, choreography = trips): Promise<boolean> =>
  await runChoreography({
    choreography,
    rightsOf: rightsIn(choreography),
    root,
    onlyCheck,
    say: (line) => said.push(line),
  });

const contentOf = (path: string): string => readFileSync(join(root, path), 'utf8');

// the layout's own program takes its time to start on a busy machine
describe('npm run choreography', { timeout: 30_000 }, () => {
  it('writes the pages, the pictures and the tables, and leaves what stands beside them', async () => {
    expect(await run(false)).toBe(true);
    expect(contentOf('docs/choreography/README.md')).toContain('[trip](trip.md)');
    expect(contentOf('docs/choreography/trip.svg')).toContain('hold room when booked');
    const readme = contentOf('services/hotel/README.md');
    expect(readme).toContain(
      '| `free-room-when-cancelled` (takes back `hotel.room-held`) | `trip.cancelled` | `hotel.room-freed` |',
    );
    expect(readme).toContain('By hand.');
    expect(said.at(-1)).toBe(
      'Choreography: all good (2 services, 6 steps, 1 sagas; 0 findings; 6 documents, 6 written)',
    );
  });

  it('draws a saga in Mermaid too, with its compensations dotted', async () => {
    await run(false);
    expect(contentOf('docs/choreography/trip.md')).toContain(
      'e_trip_cancelled -. takes back .-> s_hotel_free_room_when_cancelled',
    );
  });

  it('is content with what it has written', async () => {
    await run(false);
    expect(await run(true)).toBe(true);
    expect(said.at(-1)).toContain('6 documents, 0 stale');
  });

  it('refuses what was changed by hand when it only checks, and says what to do', async () => {
    await run(false);
    appendFileSync(join(root, 'docs/choreography/trip.md'), 'An afterthought.\n');
    expect(await run(true)).toBe(false);
    expect(said.join('\n')).toContain('docs/choreography/trip.md  [stale]');
    expect(said.join('\n')).toContain('Run npm run choreography');
    expect(contentOf('docs/choreography/trip.md')).toContain('An afterthought.');
  });

  it('is bad when the choreography is, also when everything is written', async () => {
    const broken = tripsWith({ hotel: minus(hotel, freeRoom.name) });
    expect(await run(false, broken)).toBe(false);
    expect(said.join('\n')).toContain('[missing-compensation]');
    expect(said.at(-1)).toContain('Choreography: BAD');
  });

  it('says where the marks are missing', async () => {
    writeFileSync(join(root, 'services/hotel/README.md'), '# hotel\n');
    await expect(run(false)).rejects.toThrow('services/hotel/README.md has no place');
  });
});
