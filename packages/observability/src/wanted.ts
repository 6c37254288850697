/** Environment variables, as `process.env` holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Which signals somebody wants to have sent. */
export interface Wanted {
  readonly traces: boolean;
  readonly metrics: boolean;
  /** Whether everything is switched off, by the variable that OpenTelemetry has for it. */
  readonly isDisabled: boolean;
}

/** Reads the standard variables: a signal is sent when an end point or an exporter is named for it, and it is not switched off. */
export function wantedOf(environment: Environment): Wanted {
  const isDisabled = environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true';
  const wants = (signal: 'TRACES' | 'METRICS'): boolean => {
    const exporter = environment[`OTEL_${signal}_EXPORTER`]?.trim();
    if (isDisabled || exporter === 'none') return false;
    const endpoint =
      environment[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] ??
      environment['OTEL_EXPORTER_OTLP_ENDPOINT'];
    return Boolean(exporter) || Boolean(endpoint?.trim());
  };
  return { traces: wants('TRACES'), metrics: wants('METRICS'), isDisabled };
}
