import type { GraphQLError } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { JsonObject } from '../json.ts';
import type { ResponsePath } from './paths.ts';

/** The state of an execution: the steps of a plan read and change it. */
export interface ExecutionState {
  /** The merged results of all fetches, under fetch names. */
  data: JsonObject;
  errors: GraphQLError[];
  /** Places of fields that are null because their entity is: an error of another field of it explains them. */
  explained: ResponsePath[];
  /** As the client sent them. */
  variables: Readonly<Record<string, unknown>>;
  context: RouterContext;
  /** Set when a non-null root field of a mutation failed: the fetches after it are not sent. */
  halted: boolean;
  /** Response names of the root fields that a subgraph refused with `UNAUTHENTICATED`. */
  refused: Set<string>;
}

/** A compiled plan node; undefined when it finished synchronously. It never rejects: failures go to `state.errors`. */
export type PlanStep = (state: ExecutionState) => Promise<void> | undefined;
