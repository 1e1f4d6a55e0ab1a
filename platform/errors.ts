import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from './log.ts';

/** Every code of a GraphQL error. Those from `BAD_REQUEST` on are Apollo Server's. */
const errorCodes = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'OPERATION_TOO_LARGE',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_INVALID_RESPONSE',
  'INTERNAL_SERVER_ERROR',
  'BAD_REQUEST',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** Creates a fault with a stable code. The client receives the `details`. */
export function graphqlError(
  code: ErrorCode,
  message: string,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code } });
}

/** Reports an invalid field: its name, the expected form and the received value. */
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

export function forbidden(message = 'Your account may not do this.'): GraphQLError {
  return graphqlError('FORBIDDEN', message);
}

/** Sets the HTTP status of Apollo Server's response. */
export function withHttpStatus(error: GraphQLError, status: number): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
}

/** Shortens a received value to 80 characters of JSON for an error message. */
export function preview(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}

/**
 * Formats every error before it leaves a process. Errors with a known code keep their message and lose their stack.
 * All others are logged under a new id and become `INTERNAL_SERVER_ERROR` with that id. Never throws.
 */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { stacktrace: _stack, ...extensions } = formatted.extensions ?? {};
    const { code, errorId } = extensions as { code?: unknown; errorId?: unknown };
    // A subgraph masked and logged an error that has an id.
    const known = isErrorCode(code) && (code !== 'INTERNAL_SERVER_ERROR' || errorId !== undefined);
    if (known) return { ...formatted, extensions };
    const argument = faultyArgument(formatted.message, error);
    if (argument !== null) {
      return { ...formatted, extensions: { field: argument, code: 'BAD_USER_INPUT' } };
    }
    const id = randomUUID();
    logger.error({ errorId: id, path: formatted.path, err: error }, 'operation failed');
    return {
      message: 'Something went wrong on our side.',
      ...(formatted.path === undefined ? {} : { path: formatted.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: id },
    };
  };
}

/**
 * Returns the argument whose value graphql refused just before it called the resolver, such as a variable that is null
 * for a non-null argument. These client errors come from graphql without a code.
 */
function faultyArgument(message: string, error: unknown): string | null {
  const raised = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (!(raised instanceof GraphQLError)) return null;
  return /^Argument "(\w+)" (?:of (?:non-null|required) type|has invalid value)/.exec(message)?.[1] ?? null;
}
