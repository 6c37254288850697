import { describe, expect, it } from 'vitest';
import { compareVersions, isFitNatsVersion, parseVersion } from './version.ts';

describe('nats-server versions', () => {
  it.each([
    ['nats-server: v2.15.1', '2.15.1'],
    ['nats-server: v2.12.0-RC.4', '2.12.0-RC.4'],
    ['nats-server: v2.9.10\n', '2.9.10'],
    ['command not found', undefined],
  ])('reads %j as %s', (text, version) => {
    expect(parseVersion(text)).toBe(version);
  });

  it('compares number by number, not letter by letter', () => {
    expect(compareVersions('2.9.10', '2.12.0')).toBeLessThan(0);
    expect(compareVersions('2.15.1', '2.15.0')).toBeGreaterThan(0);
    expect(compareVersions('2.12.0', '2.12.0')).toBe(0);
    expect(compareVersions('3.0.0', '2.99.99')).toBeGreaterThan(0);
  });

  it.each([
    ['2.9.10', false],
    ['2.11.99', false],
    ['2.12.0', true],
    ['2.15.1', true],
    ['3.0.0', true],
  ])('finds %s fit: %s', (version, isFit) => {
    expect(isFitNatsVersion(version)).toBe(isFit);
  });
});
