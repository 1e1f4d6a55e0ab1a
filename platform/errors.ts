import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from './log.ts';

/** Codes from `BAD_REQUEST` on are Apollo Server's. */
const errorCodes = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'OPERATION_TOO_LARGE',
  'RATE_LIMITED',
  'TOO_MANY_CONNECTIONS',
  'TOO_MANY_SUBSCRIPTIONS',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_INVALID_RESPONSE',
  'CALLER_REFUSED',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
  'RATE_LIMITED',
  'INTERNAL_SERVER_ERROR',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** @param details sent to the client */
export function graphqlError(
  code: ErrorCode,
  message: string,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code } });
}

export function badUserInput(field: string, expected: string, received: unknown): GraphQLError {
  const shown = preview(received);
  return graphqlError('BAD_USER_INPUT', `${field}: expected ${expected}, got ${shown}.`, {
    field,
    expected,
    received: shown,
  });
}

export function unauthenticated(
  message = 'This needs a signed-in caller: send an access token.',
): GraphQLError {
  return graphqlError('UNAUTHENTICATED', message);
}

/** A subgraph refused the router or a service. The client's own token is fine: it must not sign its user out. */
export function callerRefused(message: string): GraphQLError {
  return graphqlError('CALLER_REFUSED', message);
}

/** Refused before it began: it had no effect. */
export function overloaded(message: string, details: Record<string, unknown> = {}): GraphQLError {
  return graphqlError('OVERLOADED', message, { ...details, retryAfterMs });
}

export function forbidden(message = 'Your account may not do this.'): GraphQLError {
  return graphqlError('FORBIDDEN', message);
}

export function withHttpStatus(error: GraphQLError, status: number): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
}

/** Sends status 429 and `Retry-After` over HTTP (https://www.rfc-editor.org/rfc/rfc6585#section-4). */
export function withRetryAfter(error: GraphQLError, seconds: number): GraphQLError {
  const extensions: Record<string, unknown> = {
    ...error.extensions,
    retryAfterMs: seconds * 1_000,
    http: { status: 429, headers: new Map([['retry-after', String(seconds)]]) },
  };
  return new GraphQLError(error.message, { extensions });
}

/** Shortens a value to 80 characters of JSON. */
export function preview(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}

/**
 * Formats errors for the client; never throws. Errors with a known code lose their stack. All others are logged under a
 * new id. They become `STORE_UNAVAILABLE`, which a client may retry, or `INTERNAL_SERVER_ERROR` with that id.
 * @param isStoreOutage true for the error of an unreachable store
 */
export function createErrorFormatter(
  logger: Logger,
  isStoreOutage: (error: unknown) => boolean = () => false,
) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { stacktrace: _stack, ...extensions } = formatted.extensions ?? {};
    const { code, errorId } = extensions as { code?: unknown; errorId?: unknown };
    // A subgraph logged an error that has an id.
    const known = isErrorCode(code) && (code !== 'INTERNAL_SERVER_ERROR' || errorId !== undefined);
    if (known) return { ...formatted, extensions };
    const argument = faultyArgument(formatted.message, error);
    if (argument !== null) {
      return { ...formatted, extensions: { field: argument, code: 'BAD_USER_INPUT' } };
    }
    const id = randomUUID();
    const path = formatted.path === undefined ? {} : { path: formatted.path };
    if (isStoreOutage(originOf(error))) {
      logger.warn({ errorId: id, ...path, err: originOf(error) }, 'operation failed: store unavailable');
      return {
        message: 'The data is unavailable for a moment: try again, a mutation with the same idempotency key.',
        ...path,
        extensions: { code: 'STORE_UNAVAILABLE', errorId: id, retryAfterMs },
      };
    }
    logger.error({ errorId: id, ...path, err: error }, 'operation failed');
    return {
      message: 'Something went wrong on our side.',
      ...path,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: id },
    };
  };
}

/** Sent with `STORE_UNAVAILABLE`: the time to wait before a retry. */
const retryAfterMs = 1_000;

/** The error that a resolver threw. */
function originOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

/**
 * Returns the argument that graphql refused before it called the resolver, such as null for a non-null argument.
 * graphql gives these client errors no code.
 */
function faultyArgument(message: string, error: unknown): string | null {
  const raised = originOf(error);
  if (!(raised instanceof GraphQLError)) return null;
  return /^Argument "(\w+)" (?:of (?:non-null|required) type|has invalid value)/.exec(message)?.[1] ?? null;
}
