import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { commands, events, queries, requests } from './catalog.ts';
import { ContractViolation, decode, encode, type MessageContract } from './define/contract.ts';
import { personalFields } from './define/personal.ts';
import * as everything from './index.ts';

const messages: readonly MessageContract[] = [...events, ...commands];
const examples = messages.flatMap((contract) =>
  contract.examples.map((example) => ({ name: contract.name, contract, example })),
);

/** The value as another program would read it. */
function overTheWire(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** The value with a field in every object that no contract knows. */
function strewn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strewn);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, strewn(field)] as const);
  return { ...Object.fromEntries(fields), addedLater: true };
}

function contractsOfKind(kind: string): readonly unknown[] {
  return Object.values<unknown>(everything).filter(
    (each) => typeof each === 'object' && each !== null && 'kind' in each && each.kind === kind,
  );
}

describe.each(examples)('an example of $name', ({ contract, example }) => {
  it('may be published, and says the same on the other side', () => {
    const sent = encode(contract, example);
    expect(decode(contract, contract.version, overTheWire(sent))).toEqual({ ok: true, data: sent });
  });

  it('is read the same with fields that were added later', () => {
    expect(decode(contract, contract.version, strewn(example))).toEqual({
      ok: true,
      data: encode(contract, example),
    });
  });

  it('may not be published with fields of no contract', () => {
    expect(() => encode(contract, strewn(example))).toThrow(ContractViolation);
  });

  it('has a key, and carries nothing personal: a stream keeps what it was given', () => {
    expect(contract.key(example)).not.toBe('');
    expect(personalFields(contract.schema)).toEqual([]);
  });
});

const answered = [
  ...queries.map(({ name, params, result, examples: given }) => ({
    name,
    exchanges: given.flatMap((one) => [
      { schema: params, body: one.params },
      { schema: result, body: one.result },
    ]),
  })),
  ...requests.map(({ name, data, result, examples: given }) => ({
    name,
    exchanges: given.flatMap((one) => [
      { schema: data, body: one.data },
      { schema: result, body: one.result },
    ]),
  })),
];

describe.each(answered)('an example of $name', ({ exchanges }) => {
  it('is asked and answered as the contract says', () => {
    expect(exchanges.length).toBeGreaterThan(0);
    const problems = exchanges.flatMap(
      ({ schema, body }) => z.safeParse<z.ZodType>(schema, body).error?.issues ?? [],
    );
    expect(problems).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('has every contract that the package exports, and no others', () => {
    expect(new Set(events)).toEqual(new Set(contractsOfKind('event')));
    expect(new Set(commands)).toEqual(new Set(contractsOfKind('command')));
    expect(new Set(queries)).toEqual(new Set(contractsOfKind('query')));
    expect(new Set(requests)).toEqual(new Set(contractsOfKind('request')));
    expect(events.length * commands.length * queries.length).toBeGreaterThan(0);
  });

  it('gives each contract a name of its own, made of its type and version', () => {
    const all = [...messages, ...queries, ...requests];
    expect(new Set(all.map((contract) => contract.name)).size).toBe(all.length);
    for (const { name, context, type, version } of all) {
      expect(name).toBe(`${type}.v${version}`);
      expect(type.startsWith(`${context}.`)).toBe(true);
    }
  });
});

describe.each(commands)('the command $name', (command) => {
  it('is refused by an event of the catalogue, told by the context that owns the command', () => {
    expect(events).toContain(command.rejection);
    expect(command.rejection.context).toBe(command.context);
  });

  it('has an id that is safe in a subject, a header and a URL', () => {
    for (const example of command.examples) {
      expect(command.id(example)).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
    }
  });

  it('says how large it may be and who may send it', () => {
    expect(command.maxBytes).toBeGreaterThan(0);
    const customers = ['order.place', 'order.cancel', 'user.erase'];
    expect(command.sentBy).toBe(customers.includes(command.type) ? 'anyone' : 'operator');
  });
});

const served = queries.flatMap(({ name, http, params }) =>
  http === undefined ? [] : [{ name, http, params }],
);

describe.each(served)('the query $name', ({ http, params }) => {
  it('takes from its path only what is among its parameters', () => {
    const inPath = [...http.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const known = params instanceof z.ZodObject ? Object.keys(params.shape) : [];
    expect(known).toEqual(expect.arrayContaining(inPath));
  });
});
