import type { GraphQLFormattedError } from 'graphql';
import { maxErrors, subgraphError } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { ContextReader, ContextValues } from './context-arguments.ts';
import type { ExecutionState, PlanStep } from './execution-state.ts';
import { bodyWriter, withoutVariables } from './fetch-body.ts';
import type { BodyWriter } from './fetch-body.ts';
import { addEntityErrors, entityOf, tooDeep } from './fetch-errors.ts';
import { mergeIntoAll, reportFailure, send } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { explainNullEntity } from './lost-fields.ts';
import { objectsAt } from './paths.ts';
import { compilePartialRequests } from './partial-fetch.ts';
import type { PartialRequest, PartialRequests } from './partial-fetch.ts';
import type { RepresentationWriter } from './representations.ts';
import { withSecondAttempt } from './second-attempt.ts';

/** The objects of each entity, by representation. Each entity is requested once, whatever the number of its places. */
export type Entities = ReadonlyMap<string, JsonObject[]>;

/** A compiled fetch of `_entities`. */
export interface EntityFetch {
  fetch: Fetch;
  /**
   * Null when there is nothing to fetch. A promise when some entities lack required fields: the fetch then sends its
   * requests by itself.
   */
  entitiesIn(state: ExecutionState): Entities | Promise<void> | null;
  /** Sends a request of its own. */
  send(entities: Entities, state: ExecutionState): Promise<void>;
}

export function compileEntityFetch(fetch: Fetch, represent: RepresentationWriter): EntityFetch {
  const writeBody = bodyWriter(fetch);
  const partialRequests = compilePartialRequests(fetch, represent);
  const sendWhole = (entities: Entities, state: ExecutionState) =>
    fetchEntities({ fetch, entities, writeBody }, state);
  return {
    ...{ fetch, send: sendWhole },
    entitiesIn(state) {
      const rest: JsonObject[] = [];
      const entities = entitiesOf(fetch, represent, objectsAt(state.data, fetch.path), state, rest);
      const requests = rest.length === 0 ? [] : partialRequests(rest, state);
      if (requests.length === 0) return entities;
      const parts = requests.map((request) => fetchEntities(request, state));
      if (entities !== null) parts.push(sendWhole(entities, state));
      return Promise.all(parts).then(() => undefined);
    },
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
  const whole = contextRequest(fetch, represent);
  const without = requestsWithout(fetch, represent);
  return (state) => {
    const groups = groupByContext(state.data, fetch.path, contextArguments);
    const fetches = [...groups.values()].flatMap(({ values: { json, missing }, targets }) => {
      const sent = missing.length === 0 ? whole : without(missing);
      if (sent === null) return [];
      const rest: JsonObject[] = [];
      const entities = entitiesOf(fetch, represent, targets, state, rest);
      const requests = rest.length === 0 ? [] : sent.partialRequests(rest, state);
      if (entities !== null) requests.push({ ...sent, entities });
      return requests.map((request) => fetchEntities(request, state, json));
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

interface ContextRequest {
  fetch: Fetch;
  writeBody: BodyWriter;
  partialRequests: PartialRequests;
}

function contextRequest(fetch: Fetch, represent: RepresentationWriter): ContextRequest {
  return { fetch, writeBody: bodyWriter(fetch), partialRequests: compilePartialRequests(fetch, represent) };
}

/** Returns the requests for entities that lack some context values: without the fields that need those. */
function requestsWithout(
  fetch: Fetch,
  represent: RepresentationWriter,
): (missing: readonly string[]) => ContextRequest | null {
  const requests = new Map<string, ContextRequest | null>();
  return (missing) => {
    const key = missing.join();
    let request = requests.get(key);
    if (request === undefined) {
      const operation = withoutVariables(fetch.operation, missing);
      request = operation === null ? null : contextRequest({ ...fetch, operation }, represent);
      requests.set(key, request);
    }
    return request;
  };
}

/**
 * @param rest takes the objects that have no whole representation
 * @returns null when there is nothing to fetch
 */
function entitiesOf(
  fetch: Fetch,
  represent: RepresentationWriter,
  targets: readonly JsonObject[],
  state: ExecutionState,
  rest: JsonObject[],
): Entities | null {
  const entities = new Map<string, JsonObject[]>();
  for (const target of targets) {
    let representation: string | null;
    try {
      representation = represent.whole(target);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
      return null;
    }
    if (representation === null) {
      rest.push(target);
      continue;
    }
    const same = entities.get(representation);
    if (same === undefined) entities.set(representation, [target]);
    else same.push(target);
  }
  return entities.size === 0 ? null : entities;
}

async function fetchEntities(
  { fetch, entities, writeBody }: PartialRequest,
  state: ExecutionState,
  contextValues?: string,
): Promise<void> {
  const answer = await send(fetch, writeBody(state, [...entities.keys()], contextValues), state);
  if (answer === null) return;
  const fetches = [fetch];
  const { errors } = answer;
  const whole =
    errors === undefined
      ? answer
      : await withSecondAttempt({ fetches, entities, contextValues }, answer, state);
  mergeEntities(fetches, [...entities.values()], whole, state);
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
    if (errors !== undefined) {
      for (const fetch of fetches) explainNullEntity(fetch, targets.flat(), state);
      return;
    }
    for (const fetch of fetches) {
      reportFailure(fetch, subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph), state);
    }
    return;
  }
  const invalid: GraphQLFormattedError[] = [];
  const nulls: number[] = [];
  for (const [index, entity] of (entities as unknown[]).entries()) {
    if (entity === null) {
      nulls.push(index);
      continue;
    }
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
  if (errors === undefined || nulls.length === 0) return;
  const failed = new Set(errors.map((error) => entityOf(error, targets)));
  const explained = nulls.flatMap((index) => (failed.has(targets[index]) ? (targets[index] ?? []) : []));
  if (explained.length > 0) for (const fetch of fetches) explainNullEntity(fetch, explained, state);
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
