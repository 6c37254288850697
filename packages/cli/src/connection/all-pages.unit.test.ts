import { expect, it } from 'vitest';
import { allPages } from './all-pages.ts';

it('asks for page after page until there is no next one', async () => {
  const cursors: (string | undefined)[] = [];
  const items = await allPages(async ({ cursor }) => {
    cursors.push(cursor);
    const at = Number(cursor ?? 0);
    return { items: [at, at], next: at === 2 ? null : String(at + 1) };
  });
  expect(items).toEqual([0, 0, 1, 1, 2, 2]);
  expect(cursors).toEqual([undefined, '1', '2']);
});
