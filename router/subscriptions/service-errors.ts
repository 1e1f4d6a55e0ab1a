import { GraphQLError } from 'graphql';
import type { FormattedExecutionResult } from 'graphql';
import { graphqlError, unauthenticated } from '../../platform/errors.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';

export function tokenExpired(): GraphQLError {
  return unauthenticated('The access token has expired.');
}

export function tooSlow(): GraphQLError {
  return graphqlError('CONFLICT', 'The client reads more slowly than events arrive. Subscribe again.');
}

export function notificationsLost(): GraphQLError {
  const message = 'Changes may have been missed while Redis was away. Query again and subscribe again.';
  return graphqlError('CONFLICT', message);
}

export function operationNotFound(): GraphQLError {
  const message = 'The document has no operation of that name, or several operations and no operationName.';
  return graphqlError('OPERATION_RESOLUTION_FAILURE', message);
}

/** The same error for unknown entities and for entities that the caller may not see. */
export function entityNotFound(responseName: string): GraphQLError {
  return new GraphQLError('The entity does not exist, or the caller may not see it.', {
    path: [responseName],
    extensions: { code: 'NOT_FOUND' },
  });
}

/** A refusal by a limit of clients. */
export function isTooMany(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'TOO_MANY_SUBSCRIPTIONS';
}

/** The last result of an operation that was executed. */
export function failed(format: ErrorFormatter, thrown: unknown): FormattedExecutionResult {
  return { ...notExecuted(format, thrown), data: null };
}

/** A result without `data` (https://spec.graphql.org/draft/#sec-Response-Format). */
export function notExecuted(format: ErrorFormatter, thrown: unknown): FormattedExecutionResult {
  const errors: unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
  return { errors: errors.map((error) => formatError(format, error)) };
}
