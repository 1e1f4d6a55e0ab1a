import { inspect } from 'node:util';
import { withoutCredentials } from './stores/address.ts';

/** An error as the log has it: without references to clients, topologies, commands and their arguments. */
export interface LoggedError {
  /** The class. */
  type: string;
  message: string;
  stack?: string;
  cause?: unknown;
  /** Of an `AggregateError`. */
  errors?: unknown[];
  /** The servers that the MongoDB driver knew when it found none to use. */
  servers?: { address: string; type: string; error?: string }[];
  /** Text, numbers and flags: `code`, `syscall`, `errorLabels`. */
  [field: string]: unknown;
}

const maxCauses = 5;
const maxErrors = 5;
/** Handled by name, or of no use in a log. */
const otherFields = new Set(['name', 'message', 'stack', 'cause', 'errors', 'reason']);

/**
 * Serializes an error for the log. Not pino's own serializer: that one keeps each field, and the driver's errors refer to
 * whole topologies, which redaction copies until it gives up.
 */
export function serializeError(value: unknown): unknown {
  try {
    return serialize(value, maxCauses);
  } catch {
    // A getter of the error throws: its name must do.
    return { type: value instanceof Error ? value.name : typeof value, message: 'cannot be serialized' };
  }
}

function serialize(value: unknown, causes: number): unknown {
  if (!(value instanceof Error)) return withoutCredentials(textOf(value));
  // Some constructors of the driver leave the message undefined.
  const { message, stack }: { message: unknown; stack?: string } = value;
  const cause = causeOf(value);
  const errors = 'errors' in value && Array.isArray(value.errors) ? value.errors : [];
  const servers = 'reason' in value ? serversOf(value.reason) : [];
  const logged: LoggedError = {
    type: value.constructor.name,
    message: withoutCredentials(String(message)),
    ...simpleFields(value),
    ...(stack === undefined ? {} : { stack: withoutCredentials(stack) }),
    ...(servers.length === 0 ? {} : { servers }),
    ...(cause === undefined || causes === 0 ? {} : { cause: serialize(cause, causes - 1) }),
  };
  if (errors.length === 0 || causes === 0) return logged;
  return { ...logged, errors: errors.slice(0, maxErrors).map((error) => serialize(error, causes - 1)) };
}

/** graphql names it `originalError`. The driver's topologies are no errors, and are listed as servers. */
function causeOf(error: Error): unknown {
  const cause = error.cause ?? ('originalError' in error ? error.originalError : undefined);
  return cause instanceof Error || isSimple(cause) ? cause : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : inspect(value, { depth: 1 });
}

function simpleFields(error: Error): Record<string, unknown> {
  const own = Object.entries(error).filter(([name]) => !otherFields.has(name));
  // The driver has a getter for them.
  if ('errorLabelSet' in error && 'errorLabels' in error) own.push(['errorLabels', error.errorLabels]);
  return Object.fromEntries(
    own
      .filter(([, value]) => isSimple(value) || (Array.isArray(value) && value.every(isSimple)))
      .map(([name, value]) => [name, typeof value === 'string' ? withoutCredentials(value) : value]),
  );
}

function isSimple(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function serversOf(reason: unknown): NonNullable<LoggedError['servers']> {
  if (typeof reason !== 'object' || reason === null || !('servers' in reason)) return [];
  if (!(reason.servers instanceof Map)) return [];
  return Array.from(
    reason.servers.values() as Iterable<{ address: string; type: string; error?: unknown }>,
    ({ address, type, error }) => ({
      ...{ address, type },
      ...(error instanceof Error ? { error: withoutCredentials(error.message) } : {}),
    }),
  );
}
