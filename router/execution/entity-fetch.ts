import type { GraphQLFormattedError } from 'graphql';
import { maxErrors, subgraphError } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { ContextReader, ContextValues } from './context-arguments.ts';
import type { ExecutionState, PlanStep } from './execution-state.ts';
import { bodyWriter, withoutVariables } from './fetch-body.ts';
import type { BodyWriter } from './fetch-body.ts';
import { addEntityErrors, fetchFailure, tooDeep } from './fetch-errors.ts';
import { mergeIntoAll, send } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { objectsAt } from './paths.ts';
import type { RepresentationWriter } from './representations.ts';

/** Compiles a fetch of `_entities`. Each entity is requested once, whatever the number of its places. */
export function compileEntityFetch(fetch: Fetch, represent: RepresentationWriter): PlanStep {
  const { path, contextArguments } = fetch;
  const bodyOf = bodyWriter(fetch);
  if (contextArguments === null) {
    return (state) => fetchEntities(fetch, represent, objectsAt(state.data, path), bodyOf, '', state);
  }
  const bodyWithout = bodyWritersWithout(fetch);
  return (state) => {
    // Variables hold for a whole request: entities with different values need a request each.
    const fetches = [...groupByContext(state.data, path, contextArguments).values()].flatMap(
      ({ values: { json, missing }, targets }) => {
        const body = missing.length === 0 ? bodyOf : bodyWithout(missing);
        return (body && fetchEntities(fetch, represent, targets, body, json, state)) ?? [];
      },
    );
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

function fetchEntities(
  fetch: Fetch,
  represent: RepresentationWriter,
  targets: readonly JsonObject[],
  bodyOf: BodyWriter,
  contextValues: string,
  state: ExecutionState,
): Promise<void> | undefined {
  const byRepresentation = new Map<string, JsonObject[]>();
  for (const target of targets) {
    let representation: string | null;
    try {
      representation = represent(target);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
      return undefined;
    }
    if (representation === null) continue;
    const same = byRepresentation.get(representation);
    if (same === undefined) byRepresentation.set(representation, [target]);
    else same.push(target);
  }
  if (byRepresentation.size === 0) return undefined;
  const body = bodyOf(state, [...byRepresentation.keys()], contextValues);
  return fetchInto(fetch, body, [...byRepresentation.values()], state);
}

async function fetchInto(
  fetch: Fetch,
  body: string,
  targets: readonly JsonObject[][],
  state: ExecutionState,
): Promise<void> {
  const answer = await send(fetch, body, state);
  if (answer !== null) mergeEntities(fetch, answer, targets, state);
}

/** @param targets the objects of each entity, in the order of the representations */
function mergeEntities(
  fetch: Fetch,
  answer: SubgraphResponse,
  targets: readonly JsonObject[][],
  state: ExecutionState,
): void {
  const { subgraph, rewrite, isInterface, mayShare } = fetch;
  const entities = answer.data?.['_entities'];
  addEntityErrors(fetch, answer.errors ?? [], targets, state);
  if (!Array.isArray(entities) || entities.length !== targets.length) {
    // A subgraph may leave out the entities when it reports why.
    if (answer.errors === undefined) {
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
      mergeIntoAll(targets[index] ?? [], entity, mayShare);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
      return;
    }
  }
  addEntityErrors(fetch, invalid, targets, state);
}
