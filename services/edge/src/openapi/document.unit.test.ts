import { queries, requests } from '@murmuration/contracts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { doorsOf } from '../routes/doors.ts';
import { buildDocument } from './build-document.ts';
import { referencePage } from './reference-page.ts';

const doors = doorsOf(queries, requests);
const text = JSON.stringify(buildDocument(doors));

describe('the OpenAPI document', () => {
  it('is one, of version 3.1', async () => {
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(text));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('gives every operation a name of its own', () => {
    const names = [...text.matchAll(/"operationId":"([^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBe(doors.queries.length + doors.requests.length + 1);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has each parameter of a path in the path', () => {
    const { paths } = JSON.parse(text) as {
      paths: Readonly<
        Record<
          string,
          Readonly<
            Record<
              string,
              { parameters?: readonly { name: string; in: string; required: boolean }[] }
            >
          >
        >
      >;
    };
    for (const [path, operations] of Object.entries(paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      for (const { parameters = [] } of Object.values(operations)) {
        const inPath = parameters.filter((each) => each.in === 'path');
        expect(inPath.map(({ name }) => name).toSorted()).toEqual(wanted.toSorted());
        expect(inPath.every(({ required }) => required)).toBe(true);
      }
    }
  });

  it('closes bodies and leaves answers open', () => {
    const { paths } = JSON.parse(text) as { paths: Readonly<Record<string, unknown>> };
    expect(JSON.stringify(paths['/account/sign-in'])).toContain('"additionalProperties":false');
    expect(JSON.stringify(paths['/orders/{orderId}'])).not.toContain('additionalProperties');
  });
});

describe('the reference page', () => {
  it('has a section for each contract that is served', () => {
    const page = referencePage(doors);
    for (const { contract } of [...doors.queries, ...doors.requests]) {
      expect(page).toContain(`id="${contract.type}"`);
    }
  });

  it('writes out what could be taken for markup', () => {
    const [first] = doors.queries;
    if (first === undefined) throw new Error('no query is served');
    const page = referencePage({ queries: [{ ...first, path: '/<script>"&' }], requests: [] });
    expect(page).toContain('/&lt;script&gt;&quot;&amp;');
    expect(page).not.toContain('<script>');
  });
});
