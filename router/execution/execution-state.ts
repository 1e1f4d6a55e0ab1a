import type { GraphQLError } from 'graphql';
import type { RouterContext } from '../context.ts';
import type { JsonObject } from '../json.ts';

/** One execution of an operation: what it was given, and what it has gathered so far. */
export interface ExecutionState {
  /** What the subgraphs answered, merged, with the names under which it was fetched. */
  data: JsonObject;
  errors: GraphQLError[];
  /** As the client sent them. */
  variables: Readonly<Record<string, unknown>>;
  /** As the operation's types have them, defaults included. */
  coerced: Readonly<Record<string, unknown>>;
  context: RouterContext;
  /** A mutation's field failed that may not be null: the ones after it are not begun. */
  halted: boolean;
}

/** A part of a plan; nothing to wait for where it is done at once. It never rejects: what fails is in the run's errors. */
export type PlanStep = (run: ExecutionState) => Promise<void> | undefined;
