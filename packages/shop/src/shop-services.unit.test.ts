import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commands, queries, requests } from '@murmuration/contracts';
import { describe, expect, it } from 'vitest';
import { shopServices } from './shop-services.ts';

const definitions = shopServices().map(({ definition }) => definition);
const folders = readdirSync(join(import.meta.dirname, '../../../services'));

describe('the shop', () => {
  it('lists every service of the repository but the edge, which defines none', () => {
    const names = definitions.map(({ name }) => name);
    expect(names.toSorted()).toEqual(folders.filter((name) => name !== 'edge').toSorted());
  });

  it('names each service as its migrations do', () => {
    for (const { definition, migrations } of shopServices()) {
      expect(migrations.service).toBe(definition.name);
    }
  });

  it('handles every command of the catalogue once', () => {
    const handled = definitions.flatMap(({ reactions }) =>
      reactions.flatMap(({ on }) =>
        on.flatMap((each) => (each.kind === 'command' ? each.type : [])),
      ),
    );
    expect(handled.toSorted()).toEqual(commands.map(({ type }) => type).toSorted());
  });

  it('answers every query and every request of the catalogue once', () => {
    const answered = definitions.flatMap(({ name, answers, responders = [] }) => [
      // the runtime answers it for every service
      `${name}.list-dead-letters`,
      ...answers.map(({ query }) => query.type),
      ...responders.map(({ request }) => request.type),
    ]);
    const asked = [...queries, ...requests].map(({ type }) => type);
    expect(answered.toSorted()).toEqual(asked.toSorted());
  });
});
