import { describe, expect, it } from 'vitest';
import { wantedOf } from './wanted.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

describe('what is wanted', () => {
  it.each([
    ['nothing, when nothing is set', {}, false, false],
    ['nothing, when an end point is empty', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }, false, false],
    ['both signals, with an end point', endpoint, true, true],
    [
      'traces, with an end point of theirs',
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' },
      true,
      false,
    ],
    ['metrics, with an exporter of theirs', { OTEL_METRICS_EXPORTER: 'otlp' }, false, true],
    [
      'no traces, when their exporter is none',
      { ...endpoint, OTEL_TRACES_EXPORTER: 'none' },
      false,
      true,
    ],
    ['nothing, when all is off', { ...endpoint, OTEL_SDK_DISABLED: 'true' }, false, false],
  ])('is %s', (_, environment, traces, metrics) => {
    expect(wantedOf(environment)).toMatchObject({ traces, metrics });
  });
});
