import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ClientAbortSignal } from '../client-abort.ts';

/**
 * The door of this room: plans operations on one supergraph. `threaded-planner.ts` implements it with Apollo's planner in
 * worker threads; no other room knows either.
 */
export interface Planner {
  /** The API schema: clients see all of it. */
  schema: GraphQLSchema;
  /** The API schema with the elements that are `@inaccessible` to clients. */
  supergraphSchema: GraphQLSchema;
  subgraphs: readonly SubgraphEndpoint[];
  /** The labels of `@override`. */
  overrideLabels: readonly string[];
  /**
   * Plans on a thread of its own; equal operations that are asked for at once share a plan.
   * @param document a single operation and its fragments, valid against the API schema, without `@skip` and `@include`
   * @param overrides the active labels of `@override`
   * @throws GraphQLError `OPERATION_TOO_LARGE` when planning takes too long; `OVERLOADED` and `RATE_LIMITED` when the
   * operation was not planned now and may be planned later
   */
  plan(document: DocumentNode, requester: PlanRequester, overrides: readonly string[]): Promise<QueryPlan>;
  /**
   * True when a `@key` of the type in that subgraph consists of these fields, or of some of them.
   * @param fields the field names at the top of a representation
   */
  identifies(subgraph: string, type: string, fields: ReadonlySet<string>): boolean;
  /** The field names at the top of each `@key` of the type in that subgraph. */
  keysOf(subgraph: string, type: string): readonly (readonly string[])[];
  /** The field names at the top of a field's `@requires` in that subgraph; empty without one. */
  requiredBy(subgraph: string, type: string, field: string): readonly string[];
  close(): Promise<void>;
}

/** The requester of a plan. Requesters take turns, and each has its own limits. */
export interface PlanRequester {
  /** A user or a client address. */
  requester: string;
  /** An operation whose clients have all left is not planned. */
  signal: ClientAbortSignal;
}

export interface SubgraphEndpoint {
  name: string;
  /** As the supergraph has it; it may be empty or missing. */
  url: string | undefined;
}

export interface QueryPlan {
  /** The first fetch of a subscription, which an event answers; null for queries and mutations. */
  subscription: FetchNode | null;
  /** Null when there is nothing to fetch, such as for `{ __typename }`. */
  root: PlanNode | null;
}

export type PlanNode = FetchNode | SequenceNode | ParallelNode;

export interface SequenceNode {
  type: 'Sequence';
  nodes: readonly PlanNode[];
}

export interface ParallelNode {
  type: 'Parallel';
  nodes: readonly PlanNode[];
}

/** A request to a subgraph. */
export interface FetchNode {
  type: 'Fetch';
  subgraph: string;
  /** GraphQL text; an entity fetch selects `_entities(representations: $representations)`. */
  operation: string;
  operationType: 'query' | 'mutation' | 'subscription';
  /** Client variables in the operation. */
  variables: readonly string[];
  /** The objects that the result is merged into: response names, and `@` for each item of a list. */
  path: readonly string[];
  /** The fields of a representation; null for a fetch of root fields. */
  requires: readonly RequiredSelection[] | null;
  /** Changes to a representation, and to the result. */
  inputRewrites: readonly Rewrite[];
  outputRewrites: readonly Rewrite[];
  /** Variables for `@fromContext` arguments: their values are read from the ancestors of each entity. */
  contextArguments: readonly ContextArgument[];
  /** The names of the plan's document, by the names that the planner gave their fields in the operation. */
  renamedFields: ReadonlyMap<string, string>;
}

export type RequiredSelection = RequiredField | RequiredFragment;

export interface RequiredField {
  type: 'Field';
  /** The response name in the data. */
  name: string;
  /** The field name in the representation. */
  sentAs: string;
  selections: readonly RequiredSelection[];
}

export interface RequiredFragment {
  type: 'InlineFragment';
  /** Null for every type. */
  typeCondition: string | null;
  selections: readonly RequiredSelection[];
}

/** A path segment `... on Type` holds for objects of that type only. */
export type Rewrite =
  | { type: 'SetValue'; path: readonly string[]; value: unknown }
  | { type: 'RenameField'; path: readonly string[]; to: string };

export interface ContextArgument {
  variable: string;
  /** From an entity to the value: `..` for each step to the parent object, then field names. */
  path: readonly string[];
}

/** The path segment for each item of a list. */
export const listItem = '@';

/** The path segment for the parent object. */
export const parentObject = '..';

/** Begins the path segment of a type condition. */
export const typeConditionPrefix = '... on ';
