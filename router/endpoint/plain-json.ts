import type { GraphQLResponse } from '@apollo/server';

/** Codes of operations that came as they must and are wrong in themselves. */
const faultsOfOperations: unknown[] = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'OPERATION_TOO_LARGE',
  'BAD_USER_INPUT',
];

/**
 * To clients that accept plain JSON and nothing newer, an operation that is wrong is answered with 200, since they take
 * any other status for a fault of something in between
 * (https://graphql.github.io/graphql-over-http/draft/#sec-application-json). Who says nothing gets the status that fits.
 */
export function softenForPlainJson(accept: string | undefined, { http, body }: GraphQLResponse): void {
  if (http.status !== 400 || body.kind !== 'single' || accept === undefined) return;
  const newer = accept.includes('application/graphql-response+json');
  const { errors = [] } = body.singleResult;
  const isOperation = errors.every(({ extensions }) => faultsOfOperations.includes(extensions?.['code']));
  if (accept.includes('application/json') && !newer && isOperation) http.status = 200;
}
