import { describe, expect, it } from 'vitest';
import { accepts } from './accepts.ts';

const offered = ['application/json'];

describe('what a client accepts', () => {
  it.each([
    undefined,
    '',
    '*/*',
    'application/*',
    'APPLICATION/JSON',
    'text/html, application/json;q=0.1',
    'text/html,application/xhtml+xml,*/*;q=0.8',
    'application/json; charset=utf-8; q=1',
  ])('is JSON by "%s"', (header) => {
    expect(accepts(header, offered)).toBe(true);
  });

  it.each([
    'text/html',
    'application/json;q=0',
    '*/*, application/json;q=0',
    'application/*;q=0, */*;q=1',
    'application/json;q=nonsense',
    'json',
  ])('is not JSON by "%s"', (header) => {
    expect(accepts(header, offered)).toBe(false);
  });
});
