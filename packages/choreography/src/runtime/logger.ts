import { pino, type Logger } from 'pino';
import { traceOfLogLine } from '../telemetry/exchange.ts';

/** The log of a service: JSON lines on standard output, with the ids of the trace that the work belongs to. Credentials in whatever is logged are masked. */
export function serviceLogger(service: string, level: string): Logger {
  return pino({
    name: service,
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    mixin: traceOfLogLine,
    redact: {
      paths: ['*.password', '*.email', 'email', 'password', 'headers.authorization'],
      censor: '***',
    },
  });
}
