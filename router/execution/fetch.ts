import type { SubgraphClient } from '../subgraphs/subgraph-client.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { JsonObject } from '../json.ts';
import type { ClientFields } from './client-fields.ts';
import type { ContextReader } from './context-arguments.ts';
import type { EntityField } from './entity-selection.ts';
import type { ExecutionState } from './execution-state.ts';
import type { FetchOperation } from './fetch-body.ts';
import { fetchFailure } from './fetch-errors.ts';
import { mergeInto } from './merge.ts';
import type { IsInterface } from './merge.ts';
import { lostPaths } from './lost-fields.ts';
import { objectsAt, pathsAt } from './paths.ts';
import type { ResponsePath } from './paths.ts';
import type { RepresentationWriter } from './representations.ts';

/** A fetch node with all that is known of it before a request. */
export interface Fetch extends FetchOperation {
  subgraph: string;
  client: SubgraphClient;
  /** False for the entity fetches of a mutation. */
  isMutation: boolean;
  /** The objects that the result is merged into. */
  path: readonly string[];
  /** Null for a fetch of root fields. */
  represent: RepresentationWriter | null;
  /** Null when the fetch has no `@fromContext` arguments. */
  contextArguments: ContextReader | null;
  /** See `PlanContext` in compile-plan.ts. */
  mayShare: boolean;
  rewrite: ((data: unknown) => void) | null;
  isInterface: IsInterface;
  /** The name in the data of a field, by its name in the operation. */
  dataName: (fetched: string) => string;
  /** The client's name of a field, by its name in the operation. */
  clientName: (fetched: string) => string;
  /** Response names of the root fields; empty for an entity fetch. */
  rootFields: readonly string[];
  /** The fields that an entity fetch selects. Only failures ask: they are read once. */
  entityFields: () => readonly EntityField[];
  clientFields: ClientFields;
  /** The representation of an object by a key of the subgraph; null without one. */
  keyOf: (object: JsonObject) => string | null;
  /** The field names at the top of a field's `@requires`. */
  requiredBy: (type: string, field: string) => readonly string[];
  isOfType: (typename: string, condition: string) => boolean;
  /** True when a root field is a non-null field of a mutation. */
  mustSucceed: boolean;
}

/** Merges a result into each target; a copy into all but the first when objects must not be shared. */
export function mergeIntoAll(
  { mayShare, isInterface }: Fetch,
  targets: readonly JsonObject[],
  source: JsonObject,
): void {
  let isFirst = true;
  for (const target of targets) {
    mergeInto(target, mayShare || isFirst ? source : structuredClone(source), isInterface);
    isFirst = false;
  }
}

/** @returns null when the subgraph failed: the error is in `state.errors` */
export async function send(
  fetch: Fetch,
  body: string,
  state: ExecutionState,
): Promise<SubgraphResponse | null> {
  try {
    return await fetch.client.fetch(body, fetch.isMutation, state.context);
  } catch (error) {
    reportFailure(fetch, error, state);
    return null;
  }
}

/** Reports that a fetch has no answer, at its place in the response. */
export function reportFailure(fetch: Fetch, error: unknown, state: ExecutionState): void {
  const paths = failurePaths(fetch, state);
  if (paths.length === 0) state.errors.push(fetchFailure(fetch, error));
  for (const path of paths) state.errors.push(fetchFailure(fetch, error, path));
}

/**
 * The response paths of the fetch's only root field, or of the lost fields of its only entity; empty when it has several
 * objects: a single error stands for all of them.
 */
function failurePaths(fetch: Fetch, state: ExecutionState): ResponsePath[] {
  const { path, rootFields, clientName, names, represent } = fetch;
  const places = pathsAt(state.data, path);
  const [place] = places;
  const [target] = objectsAt(state.data, path);
  const [field] = rootFields;
  if (place === undefined || target === undefined || places.length > 1) return [];
  const here = place.map((part) => (typeof part === 'string' ? names.clientName(part) : part));
  if (rootFields.length === 1 && field !== undefined) return [[...here, clientName(field)]];
  const lost = represent === null ? [] : lostPaths(fetch, target, place, state);
  return lost.length > 0 || here.length === 0 ? lost : [here];
}
