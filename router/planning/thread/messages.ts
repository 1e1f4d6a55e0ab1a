import type { EntityKeys } from '../entity-keys.ts';
import type { RequiredFields } from '../required-fields.ts';
import type { QueryPlan, SubgraphEndpoint } from '../planner.ts';

/** Starts a planning thread. */
export interface ThreadData {
  sdl: string;
}

/** Asks a planning thread for the plan of an operation, one at a time. */
export interface PlanMessage {
  /** GraphQL text of a single operation and its fragments, with the active labels of `@override` (`withOverrides`). */
  text: string;
}

/** A supergraph as the planner has read it. */
export interface LoadedSupergraph {
  apiSdl: string;
  supergraphSdl: string;
  subgraphs: readonly SubgraphEndpoint[];
  keys: EntityKeys;
  required: RequiredFields;
  overrideLabels: readonly string[];
}

export type ThreadMessage =
  | { type: 'log'; level: 'trace' | 'debug' | 'warn' | 'error'; message: string }
  | { type: 'loaded'; supergraph: LoadedSupergraph }
  /** ApolloGateway refuses the supergraph. */
  | { type: 'refused'; error: Error }
  | { type: 'planned'; plan: QueryPlan }
  /** The planner finds no plan. */
  | { type: 'failed'; error: Error };
