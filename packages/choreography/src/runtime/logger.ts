import { pino, type Logger } from 'pino';

/** The log of a service: JSON lines on standard output. Credentials in whatever is logged are masked. */
export function serviceLogger(service: string, level: string): Logger {
  return pino({
    name: service,
    level,
    base: { service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.email', 'email', 'password', 'headers.authorization'],
      censor: '***',
    },
  });
}
