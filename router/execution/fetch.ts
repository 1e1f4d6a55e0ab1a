import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphSource } from '../subgraphs/subgraph-client.ts';
import { maxErrors, subgraphError } from '../errors.ts';
import type { SubgraphAnswer } from '../subgraphs/subgraph-response.ts';
import { bodyWriter, withoutVariables } from './fetch-body.ts';
import type { BodyPlan, BodyWriter } from './fetch-body.ts';
import type { Above, ContextWriter } from './context-arguments.ts';
import { isJsonObject, mergeInto } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { objectsAt, pathsAt } from './paths.ts';
import type { ResponsePath } from './paths.ts';
import type { RepresentationWriter } from './representations.ts';
import type { ExecutionState, PlanStep } from './execution-state.ts';

/** A fetch of a plan, with all that can be known of it before it runs. */
export interface FetchPlan extends BodyPlan {
  subgraph: string;
  source: SubgraphSource;
  /** A mutation's own fields, and not what is read of their results. */
  isMutation: boolean;
  /** Where its answer goes. */
  path: readonly string[];
  /** Writes what the subgraph needs to know of an entity; null where it is asked for no entities. */
  represent: RepresentationWriter | null;
  /** Writes what the subgraph is told of what is above each entity; null where that is nothing. */
  contexts: ContextWriter | null;
  /** Whether the same object may be at several places of the data: what is asked of it depends on nothing above. */
  mayShare: boolean;
  /** Changes what came as the plan says. */
  rewrite: ((data: unknown) => void) | null;
  /** Whether that is the name of an interface. */
  isInterface: (typename: unknown) => boolean;
  /** The client's name of a field, by that in the operation sent. */
  asked: (name: string) => string;
  /** The names of the fields at the top of the answer. */
  topFields: readonly string[];
  /** Whether one of those fields, in a mutation, may not be null. */
  mustSucceed: boolean;
}

/** A list of entities may fail in whole: so many places are named. */
const namedPlaces = 100;

export function compileFetch(plan: FetchPlan): PlanStep {
  return plan.represent === null ? fetchFields(plan) : fetchEntities(plan, plan.represent);
}

function fetchFields(plan: FetchPlan): PlanStep {
  const { path, rewrite, mustSucceed, mayShare } = plan;
  const bodyOf = bodyWriter(plan);
  return async (run) => {
    const targets = path.length === 0 ? [run.data] : objectsAt(run.data, path);
    if (targets.length === 0) return;
    const answer = await ask(plan, bodyOf(run, null), run, () => whole(plan, run));
    if (mustSucceed && (answer?.data === undefined || answer.data === null)) run.halted = true;
    if (answer === null) return;
    if (answer.errors !== undefined) {
      const place = path.length === 0 ? [] : pathsAt(run.data, path)[0];
      for (const error of answer.errors) {
        run.errors.push(fromSubgraph(plan, error, place === undefined ? undefined : error.path, place ?? []));
      }
    }
    if (answer.data === undefined || answer.data === null) return;
    try {
      rewrite?.(answer.data);
      mergeIntoAll(targets, answer.data, mayShare);
    } catch (error) {
      run.errors.push(tooDeep(plan, error));
    }
  };
}

function fetchEntities(plan: FetchPlan, represent: RepresentationWriter): PlanStep {
  const { path, rewrite, isInterface, contexts, mayShare } = plan;
  const bodyOf = bodyWriter(plan);
  if (contexts === null) return (run) => fetchOf(objectsAt(run.data, path), bodyOf, '', run);
  const bodyWithout = bodyWritersWithout(plan);
  return (run) => {
    const byContext = new Map<string, { above: Above; targets: JsonObject[] }>();
    const targets = objectsAt(run.data, path);
    for (const [at, above] of contexts(run.data).entries()) {
      const target = targets[at];
      if (target === undefined) continue;
      const key = `${above.missing.join()} ${above.values}`;
      const same = byContext.get(key);
      if (same === undefined) byContext.set(key, { above, targets: [target] });
      else same.targets.push(target);
    }
    // Variables are of a whole fetch.
    const fetches = [...byContext.values()].flatMap(({ above: { values, missing }, targets: those }) => {
      const body = missing.length === 0 ? bodyOf : bodyWithout(missing);
      return (body && fetchOf(those, body, values, run)) ?? [];
    });
    return fetches.length === 0 ? undefined : Promise.all(fetches).then(() => undefined);
  };

  function fetchOf(
    targets: readonly JsonObject[],
    body: BodyWriter,
    above: string,
    run: ExecutionState,
  ): Promise<void> | undefined {
    // Each entity is asked for once, wherever it is.
    const places = new Map<string, JsonObject[]>();
    for (const target of targets) {
      let representation: string | null;
      try {
        representation = represent(target);
      } catch (error) {
        run.errors.push(tooDeep(plan, error));
        return undefined;
      }
      if (representation === null) continue;
      const same = places.get(representation);
      if (same === undefined) places.set(representation, [target]);
      else same.push(target);
    }
    if (places.size === 0) return undefined;
    return fetchInto(body(run, [...places.keys()], above), [...places.values()], run);
  }

  async function fetchInto(body: string, targets: JsonObject[][], run: ExecutionState): Promise<void> {
    const answer = await ask(plan, body, run, () => whole(plan, run));
    if (answer === null) return;
    const entities = answer.data?.['_entities'];
    addEntityErrors(plan, answer.errors ?? [], targets, run);
    if (!Array.isArray(entities) || entities.length !== targets.length) {
      // A subgraph that says why it has none is believed.
      if (answer.errors === undefined) {
        run.errors.push(failure(plan, subgraphError('SUBGRAPH_INVALID_RESPONSE', plan.subgraph)));
      }
      return;
    }
    const unusable: GraphQLFormattedError[] = [];
    for (const [index, entity] of (entities as unknown[]).entries()) {
      if (entity === null) continue;
      if (!isJsonObject(entity)) {
        const { message, extensions } = subgraphError('SUBGRAPH_INVALID_RESPONSE', plan.subgraph);
        if (unusable.length < maxErrors) unusable.push({ message, extensions, path: ['_entities', index] });
        continue;
      }
      try {
        rewrite?.(entity);
        // To a subgraph that has an interface as an object, that is its type; which one it is indeed is known better here.
        if (isInterface(entity['__typename'])) entity['__typename'] = undefined;
        mergeIntoAll(targets[index] ?? [], entity, mayShare);
      } catch (error) {
        run.errors.push(tooDeep(plan, error));
        return;
      }
    }
    addEntityErrors(plan, unusable, targets, run);
  }
}

/** Writes bodies for entities above which some variables have no value: what needs those is asked for elsewhere. */
function bodyWritersWithout(plan: FetchPlan): (missing: readonly string[]) => BodyWriter | null {
  const writers = new Map<string, BodyWriter | null>();
  return (missing) => {
    const key = missing.join();
    let writer = writers.get(key);
    if (writer === undefined) {
      const operation = withoutVariables(plan.operation, missing);
      writer = operation === null ? null : bodyWriter({ ...plan, operation });
      writers.set(key, writer);
    }
    return writer;
  };
}

function mergeIntoAll(targets: readonly JsonObject[], source: JsonObject, mayShare: boolean): void {
  let isFirst = true;
  for (const target of targets) {
    mergeInto(target, mayShare || isFirst ? source : structuredClone(source));
    isFirst = false;
  }
}

/** Asks the subgraph. Where it does not answer, the fault is noted, and there is nothing. */
async function ask(
  plan: FetchPlan,
  body: string,
  run: ExecutionState,
  placeOf: () => ResponsePath | undefined,
): Promise<SubgraphAnswer | null> {
  try {
    return await plan.source.fetch(body, plan.isMutation, run.context);
  } catch (error) {
    run.errors.push(failure(plan, error, placeOf()));
    return null;
  }
}

function failure({ subgraph }: FetchPlan, error: unknown, place?: ResponsePath): GraphQLError {
  const { message, extensions } =
    error instanceof GraphQLError ? error : subgraphError('SUBGRAPH_UNAVAILABLE', subgraph);
  return new GraphQLError(message, {
    extensions,
    ...(place === undefined ? {} : { path: place }),
    ...(error instanceof Error ? { originalError: error } : {}),
  });
}

/** The place of all that a fetch was for; none where that is several. */
function whole({ path, topFields, asked, names }: FetchPlan, run: ExecutionState): ResponsePath | undefined {
  const places = pathsAt(run.data, path);
  const [place] = places;
  const [field] = topFields;
  if (place === undefined || places.length > 1) return undefined;
  const here = place.map((part) => (typeof part === 'string' ? names.asked(part) : part));
  if (topFields.length === 1 && field !== undefined) return [...here, asked(field)];
  return here.length === 0 ? undefined : here;
}

/** An entity's error is one of every place where the entity is. */
function addEntityErrors(
  plan: FetchPlan,
  errors: readonly GraphQLFormattedError[],
  targets: readonly JsonObject[][],
  run: ExecutionState,
): void {
  if (errors.length === 0) return;
  const places = pathsAt(run.data, plan.path);
  const placesOf = new Map<JsonObject, ResponsePath[]>();
  for (const [at, object] of objectsAt(run.data, plan.path).entries()) {
    const same = placesOf.get(object);
    const place = places[at] ?? [];
    if (same === undefined) placesOf.set(object, [place]);
    else same.push(place);
  }
  for (const error of errors) {
    if (run.errors.length >= maxErrors) return;
    const [root, index, ...within] = error.path ?? [];
    const affected = root === '_entities' && typeof index === 'number' ? targets[index] : undefined;
    if (affected === undefined) {
      run.errors.push(fromSubgraph(plan, error, undefined, []));
      continue;
    }
    const named = [...new Set(affected)].flatMap((target) => placesOf.get(target) ?? []);
    for (const place of named.slice(0, namedPlaces)) {
      run.errors.push(fromSubgraph(plan, error, within, place));
    }
  }
}

/**
 * Data so deep that what goes through it ran out of stack.
 * @throws where it is anything else
 */
function tooDeep(plan: FetchPlan, error: unknown): GraphQLError {
  if (!(error instanceof RangeError)) throw error;
  return subgraphError('SUBGRAPH_INVALID_RESPONSE', plan.subgraph);
}

/** A subgraph's error as the client gets it: at its place in the whole response, with the subgraph's name. */
function fromSubgraph(
  { subgraph, asked, names }: FetchPlan,
  { message, extensions }: GraphQLFormattedError,
  path: ResponsePath | undefined,
  place: ResponsePath,
): GraphQLError {
  const named = (part: string | number, name: (fetched: string) => string) =>
    typeof part === 'string' ? name(part) : part;
  return new GraphQLError(message === '' ? `The subgraph ${subgraph} reported an error.` : message, {
    ...(path === undefined
      ? {}
      : {
          path: [
            ...place.map((part) => named(part, (name) => names.asked(name))),
            ...path.map((part) => named(part, asked)),
          ],
        }),
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...extensions, serviceName: subgraph },
  });
}
