import type { GraphQLResponse } from '@apollo/server';
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
 * operation to 200; `strict` changes a 200 without data to 400.
 */
export function setErrorStatus({ statusRule }: ResponseType, { http, body }: GraphQLResponse): void {
  if (body.kind !== 'single') return;
  const { errors = [], data } = body.singleResult;
  if (statusRule === 'plain' && http.status === 400) {
    const isOperation = errors.every(({ extensions }) => operationErrorCodes.includes(extensions?.['code']));
    if (isOperation) http.status = 200;
  }
  if (statusRule === 'strict' && data === undefined && (http.status ?? 200) < 400) http.status = 400;
}
