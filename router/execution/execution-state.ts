import type { GraphQLError } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { JsonObject } from '../json.ts';

/** An execution of an operation: its input, and the results of its fetches so far. */
export interface ExecutionState {
  /** The merged results of all fetches, under fetch names. */
  data: JsonObject;
  errors: GraphQLError[];
  /** As the client sent them. */
  variables: Readonly<Record<string, unknown>>;
  context: RouterContext;
  /** Set when a non-null root field of a mutation failed: the fetches after it are not sent. */
  halted: boolean;
}

/** A compiled plan node; undefined when it finished synchronously. It never rejects: failures go to `state.errors`. */
export type PlanStep = (state: ExecutionState) => Promise<void> | undefined;
