import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from './log.ts';

/** Every code that a GraphQL error of Wayfare can carry. The lower half is Apollo Server's own. */
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

/** A fault with a stable code. Whatever is in `details` reaches the client. */
export function graphqlError(
  code: ErrorCode,
  message: string,
  details: Record<string, unknown> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { ...details, code } });
}

/** Something a client sent is wrong: which field, what was expected, what came. */
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

/** The error, with the HTTP status that Apollo Server is to answer with. */
export function withHttpStatus(error: GraphQLError, status: number): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
}

/** What came, as short JSON. */
export function preview(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}

/**
 * The one way for an error to leave a process. An error with a code of ours goes as it is, without its stack;
 * anything else is logged under a new id and leaves as `INTERNAL_SERVER_ERROR` with that id alone. Never throws.
 */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const { stacktrace: _stack, ...extensions } = formatted.extensions ?? {};
    const { code, errorId } = extensions as { code?: unknown; errorId?: unknown };
    // An error with an id was masked and logged by the subgraph that it happened in.
    const known = isErrorCode(code) && (code !== 'INTERNAL_SERVER_ERROR' || errorId !== undefined);
    if (known) return { ...formatted, extensions };
    const argument = faultyArgument(formatted.message, error);
    if (argument !== null) {
      return { ...formatted, extensions: { field: argument, code: 'BAD_USER_INPUT' } };
    }
    const id = randomUUID();
    logger.error({ errorId: id, path: formatted.path, err: error }, 'an operation failed');
    return {
      message: 'Something went wrong on our side.',
      ...(formatted.path === undefined ? {} : { path: formatted.path }),
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId: id },
    };
  };
}

/**
 * The argument whose value graphql could not take when it was to call a resolver, such as a null in a variable of an
 * argument that takes none: the only errors of the client's that graphql raises that late, and it gives them no code.
 */
function faultyArgument(message: string, error: unknown): string | null {
  const raised = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (!(raised instanceof GraphQLError)) return null;
  return /^Argument "(\w+)" (?:of (?:non-null|required) type|has invalid value)/.exec(message)?.[1] ?? null;
}
