import type { GraphQLError } from 'graphql';
import { graphqlError, overloaded, withHttpStatus, withRetryAfter } from '../../../platform/errors.ts';
import type { PlanningLimitError } from './planning-thread.ts';

/** The limits of planning, by their settings. */
export interface PlanningLimits {
  /** Worker threads of this process that plan at the same time. */
  PLANNING_THREADS: number;
  PLANNING_IDLE_SECONDS: number;
  LIMIT_PLANNING_MS: number;
  LIMIT_PLANNING_MEGABYTES: number;
  LIMIT_PLANNING_QUEUE: number;
  LIMIT_PLANNING_REFUSALS: number;
}

/** An operation that reached a limit while it was planned. */
export function tooLarge({ limit }: PlanningLimitError, limits: PlanningLimits): GraphQLError {
  const bound =
    limit === 'time'
      ? `more than ${limits.LIMIT_PLANNING_MS} ms (LIMIT_PLANNING_MS)`
      : `more than ${limits.LIMIT_PLANNING_MEGABYTES} MB (LIMIT_PLANNING_MEGABYTES)`;
  const message = `Planning the operation takes ${bound}: select fewer fields, or send it in parts.`;
  return withHttpStatus(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'planning' }), 400);
}

export function tooManyWaiting({ LIMIT_PLANNING_QUEUE: most }: PlanningLimits): GraphQLError {
  const message = `More than ${most} operations wait to be planned (LIMIT_PLANNING_QUEUE). Try again.`;
  return overloaded(message);
}

/** For operations of a requester whose earlier operations reached a limit. */
export function tooManyRefused(
  { LIMIT_PLANNING_REFUSALS: most }: PlanningLimits,
  seconds: number,
): GraphQLError {
  const message = `${most} of your operations were too large to plan (LIMIT_PLANNING_REFUSALS a minute). Operations that the router has planned are answered; send new ones later.`;
  return withRetryAfter(graphqlError('RATE_LIMITED', message), seconds);
}

/** The router shuts down, or all clients of the operation have left. */
export function notPlanned(): GraphQLError {
  return overloaded('The operation was not planned. Try again.');
}
