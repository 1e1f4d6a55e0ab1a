import type { GraphQLFormattedError } from 'graphql';
import { maxErrors, subgraphError } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { ContextReader, ContextValues } from './context-arguments.ts';
import type { ExecutionState, PlanStep } from './execution-state.ts';
import { bodyWriter, withoutVariables } from './fetch-body.ts';
import type { BodyWriter } from './fetch-body.ts';
import { addEntityErrors, entityOf, fetchFailure, tooDeep } from './fetch-errors.ts';
import { mergeIntoAll, send } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { objectsAt } from './paths.ts';
import type { RepresentationWriter } from './representations.ts';

/** The objects of each entity, by representation. Each entity is requested once, whatever the number of its places. */
export type Entities = ReadonlyMap<string, JsonObject[]>;

/** A compiled fetch of `_entities`. */
export interface EntityFetch {
  fetch: Fetch;
  /** Null when there is nothing to fetch. */
  entitiesIn(state: ExecutionState): Entities | null;
  /** Sends a request of its own. */
  send(entities: Entities, state: ExecutionState): Promise<void>;
}

export function compileEntityFetch(fetch: Fetch, represent: RepresentationWriter): EntityFetch {
  const bodyOf = bodyWriter(fetch);
  return {
    fetch,
    entitiesIn: (state) => entitiesOf(fetch, represent, objectsAt(state.data, fetch.path), state),
    send: (entities, state) => fetchEntities(fetch, entities, bodyOf(state, [...entities.keys()]), state),
  };
}

/**
 * Compiles a fetch of `_entities` with `@fromContext` arguments. Variables hold for a whole request: entities with
 * different values need a request each.
 */
export function compileContextFetch(
  fetch: Fetch,
  represent: RepresentationWriter,
  contextArguments: ContextReader,
): PlanStep {
  const bodyOf = bodyWriter(fetch);
  const bodyWithout = bodyWritersWithout(fetch);
  return (state) => {
    const groups = groupByContext(state.data, fetch.path, contextArguments);
    const fetches = [...groups.values()].flatMap(({ values: { json, missing }, targets }) => {
      const writeBody = missing.length === 0 ? bodyOf : bodyWithout(missing);
      if (writeBody === null) return [];
      const entities = entitiesOf(fetch, represent, targets, state);
      if (entities === null) return [];
      return fetchEntities(fetch, entities, writeBody(state, [...entities.keys()], json), state);
    });
    return fetches.length === 0 ? undefined : Promise.all(fetches).then(() => undefined);
  };
}

function groupByContext(data: JsonObject, path: readonly string[], contextArguments: ContextReader) {
  const groups = new Map<string, { values: ContextValues; targets: JsonObject[] }>();
  const targets = objectsAt(data, path);
  for (const [at, values] of contextArguments(data).entries()) {
    const target = targets[at];
    if (target === undefined) continue;
    const key = `${values.missing.join()} ${values.json}`;
    const same = groups.get(key);
    if (same === undefined) groups.set(key, { values, targets: [target] });
    else same.targets.push(target);
  }
  return groups;
}

/** Returns body writers for entities that lack some context values: without the fields that need those. */
function bodyWritersWithout(fetch: Fetch): (missing: readonly string[]) => BodyWriter | null {
  const writers = new Map<string, BodyWriter | null>();
  return (missing) => {
    const key = missing.join();
    let writer = writers.get(key);
    if (writer === undefined) {
      const operation = withoutVariables(fetch.operation, missing);
      writer = operation === null ? null : bodyWriter({ ...fetch, operation });
      writers.set(key, writer);
    }
    return writer;
  };
}

/** @returns null when there is nothing to fetch */
function entitiesOf(
  fetch: Fetch,
  represent: RepresentationWriter,
  targets: readonly JsonObject[],
  state: ExecutionState,
): Entities | null {
  const entities = new Map<string, JsonObject[]>();
  for (const target of targets) {
    let representation: string | null;
    try {
      representation = represent(target);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
      return null;
    }
    if (representation === null) continue;
    const same = entities.get(representation);
    if (same === undefined) entities.set(representation, [target]);
    else same.push(target);
  }
  return entities.size === 0 ? null : entities;
}

async function fetchEntities(
  fetch: Fetch,
  entities: Entities,
  body: string,
  state: ExecutionState,
): Promise<void> {
  const answer = await send(fetch, body, state);
  if (answer !== null) mergeEntities([fetch], [...entities.values()], answer, state);
}

/**
 * Merges the entities of a response into their objects.
 * @param fetches which asked for them, with the same selection
 * @param targets the objects of each entity, in the order of the representations
 */
export function mergeEntities(
  fetches: readonly Fetch[],
  targets: readonly JsonObject[][],
  { data, errors }: SubgraphResponse,
  state: ExecutionState,
): void {
  const [first] = fetches;
  if (first === undefined) return;
  const { subgraph, rewrite, isInterface } = first;
  const entities = data?.['_entities'];
  reportErrors(fetches, targets, errors ?? [], state);
  if (!Array.isArray(entities) || entities.length !== targets.length) {
    // A subgraph may leave out the entities when it reports why.
    if (errors !== undefined) return;
    for (const fetch of fetches) {
      state.errors.push(fetchFailure(fetch, subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph)));
    }
    return;
  }
  const invalid: GraphQLFormattedError[] = [];
  for (const [index, entity] of (entities as unknown[]).entries()) {
    if (entity === null) continue;
    if (!isJsonObject(entity)) {
      const { message, extensions } = subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph);
      if (invalid.length < maxErrors) invalid.push({ message, extensions, path: ['_entities', index] });
      continue;
    }
    try {
      rewrite?.(entity);
      // A subgraph with an @interfaceObject answers the interface's name: the object's own type is known already.
      if (isInterface(entity['__typename'])) entity['__typename'] = undefined;
      mergeIntoAll(first, targets[index] ?? [], entity);
    } catch (error) {
      state.errors.push(tooDeep(first, error));
      return;
    }
  }
  reportErrors(fetches, targets, invalid, state);
}

/** An error of an entity is reported at its places in the path of each fetch, any other error once. */
function reportErrors(
  fetches: readonly Fetch[],
  targets: readonly JsonObject[][],
  errors: readonly GraphQLFormattedError[],
  state: ExecutionState,
): void {
  if (errors.length === 0) return;
  const ofEntities = errors.filter((error) => entityOf(error, targets) !== undefined);
  for (const [at, fetch] of fetches.entries()) {
    addEntityErrors(fetch, at === 0 ? errors : ofEntities, targets, state);
  }
}
