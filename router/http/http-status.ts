import type { GraphQLResponse } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import { overloadRetrySeconds } from '../guard/operation-admission.ts';
import type { ResponseType } from './media-types.ts';

/** Invalid operations in valid HTTP requests. */
export const operationErrorCodes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_TOO_LARGE',
  'BAD_USER_INPUT',
];

/**
 * Sets the status of a response with errors by its media type
 * (https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes). `plain` changes the 400 of an invalid
 * operation to 200; `strict` changes a 200 without data to 400. An operation of which all root fields were refused for
 * overload gets a 503, so that balancers and clients without a GraphQL parser notice.
 */
export function setErrorStatus({ statusRule }: ResponseType, { http, body }: GraphQLResponse): void {
  if (body.kind !== 'single') return;
  const { errors = [], data } = body.singleResult;
  if (isOverloaded(errors, data)) {
    http.status = 503;
    http.headers.set('retry-after', overloadRetrySeconds);
    return;
  }
  if (statusRule === 'plain' && http.status === 400) {
    const isOperation = errors.every(({ extensions }) => operationErrorCodes.includes(extensions?.['code']));
    if (isOperation) http.status = 200;
  }
  if (statusRule === 'strict' && data === undefined && (http.status ?? 200) < 400) http.status = 400;
}

function isOverloaded(
  errors: readonly GraphQLFormattedError[],
  data: Record<string, unknown> | null | undefined,
): boolean {
  return (
    errors.length > 0 &&
    errors.every(({ extensions }) => extensions?.['code'] === 'OVERLOADED') &&
    Object.values(data ?? {}).every((value) => value === null)
  );
}
