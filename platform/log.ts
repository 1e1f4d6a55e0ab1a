import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { serializeError } from './log-errors.ts';
import { requestLogFields } from './request-scope.ts';

export type { Logger } from 'pino';

/** Redacted, down to four levels. */
const secrets = [
  'password',
  'currentPassword',
  'newPassword',
  'accessToken',
  'refreshToken',
  'authorization',
  'paymentMethod',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/**
 * Writes one JSON object a line.
 * @param service on every line
 * @param destination standard output by default
 */
export function createLogger(service: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service },
    mixin: requestLogFields,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: serializeError },
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: [
        ...secrets,
        'req.headers.cookie',
        'headers.cookie',
        '["x-wayfare-caller"]',
        '*["x-wayfare-caller"]',
      ],
      censor: '[redacted]',
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
