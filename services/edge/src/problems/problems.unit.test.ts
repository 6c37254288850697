import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import { toProblem } from './of-framework-error.ts';
import { problemDocument, ProblemError } from './problem-error.ts';

describe('a problem', () => {
  it('is written as RFC 9457 wants it', () => {
    const errors = [{ field: 'email', code: 'invalid_format', message: 'no' }];
    const error = new ProblemError('invalid_request', { detail: 'look', errors });
    expect(problemDocument(error, 'trace')).toEqual({
      type: 'urn:murmuration:problem:invalid_request',
      title: 'The request is not right',
      status: 400,
      code: 'invalid_request',
      detail: 'look',
      errors,
      traceId: 'trace',
    });
  });

  it('leaves out what is not known', () => {
    expect(Object.keys(problemDocument(new ProblemError('not_found', { errors: [] })))).toEqual([
      'type',
      'title',
      'status',
      'code',
    ]);
  });

  it('tells nothing of an error that nobody foresaw', () => {
    const error = new Error('select * from secrets');
    const problem = toProblem(error);
    expect(problem.problem).toBe('internal');
    expect(problem.cause).toBe(error);
    expect(JSON.stringify(problemDocument(problem))).not.toContain('secrets');
  });

  it.each([
    [Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' }), 'too_large'],
    [Object.assign(new Error('x'), { code: 'HPE_HEADER_OVERFLOW' }), 'headers_too_large'],
    [Object.assign(new SyntaxError('x'), { statusCode: 400 }), 'malformed_json'],
    [Object.assign(new Error('x'), { code: 'FST_NEW', statusCode: 400 }), 'malformed_request'],
    [Object.assign(new Error('x'), { code: 'FST_NEW', statusCode: 500 }), 'internal'],
    [Object.assign(new Error('x'), { code: 'toString' }), 'internal'],
    [Object.assign(new Error('x'), { code: 7 }), 'internal'],
    ['a text', 'internal'],
    [undefined, 'internal'],
  ])('of %s is %s', (error, code) => {
    expect(toProblem(error).problem).toBe(code);
  });
});

describe('docs/errors.md', () => {
  it('has a row for each problem of the edge, with its status, and no other', async () => {
    const page = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| (\d{3}) \| `(\w+)` \|/gm)].map(
      ([, status, code]) => `${status} ${code}`,
    );
    const known = Object.entries(catalogue).map(([code, { status }]) => `${status} ${code}`);
    expect(rows.toSorted()).toEqual(known.toSorted());
  });
});
