import type { GraphQLResponse } from '@apollo/server';
import type { ResponseType } from './media-types.ts';

/** Codes of operations that came as they must and are wrong in themselves. */
export const operationErrorCodes: readonly unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_TOO_LARGE',
  'BAD_USER_INPUT',
];

/**
 * Gives an answer with errors the status that its media type has for it
 * (https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes). To clients that accept plain JSON and nothing
 * newer, an operation that is wrong is answered with 200. In the newer type, nothing without data is. Who says nothing
 * gets the status that fits.
 */
export function setErrorStatus({ statuses }: ResponseType, { http, body }: GraphQLResponse): void {
  if (body.kind !== 'single') return;
  const { errors = [], data } = body.singleResult;
  if (statuses === 'plain' && http.status === 400) {
    const isOperation = errors.every(({ extensions }) => operationErrorCodes.includes(extensions?.['code']));
    if (isOperation) http.status = 200;
  }
  if (statuses === 'strict' && data === undefined && (http.status ?? 200) < 400) http.status = 400;
}
