import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { ClientObject } from './client-fields.ts';
import type { ExecutionState } from './execution-state.ts';
import { maxPathsPerError, placesOf } from './fetch-errors.ts';
import type { Fetch } from './fetch.ts';
import { pathsAt } from './paths.ts';
import type { ResponsePath } from './paths.ts';
import { withoutUnaskedFields } from './unasked-fields.ts';
import type { FieldPath, ReducedOperation } from './unasked-fields.ts';

/** Objects that fields nulled which the client did not ask for. */
export interface UnaskedFailure extends ReducedOperation {
  /** Of the entities; empty for root fields. */
  indices: number[];
}

/** Entities with different failures need a request each: the objects of any further ones stay null. */
const maxRequests = 20;

/** The fields of an object that failed, with a null above them, by their path as text. */
type FailedFields = Map<string, FieldPath>;

/**
 * @param fetches which share the operation of the first
 * @param targets the objects of each entity, in the order of the representations; null for root fields
 */
export function unaskedFailures(
  fetches: readonly Fetch[],
  targets: readonly (readonly JsonObject[])[] | null,
  response: SubgraphResponse,
  state: ExecutionState,
): UnaskedFailure[] {
  const [fetch] = fetches;
  const failed = failedFields(response, targets !== null);
  if (fetch === undefined || failed.size === 0) return [];
  const objectsOf = clientObjects(fetches, targets, state);
  const groups = new Map<string, { fields: FailedFields; objects: ClientObject[]; indices: number[] }>();
  for (const [index, fields] of failed) {
    const { objects, key } = objectsOf(index);
    const groupKey = `${key} ${[...fields.keys()].sort().join()}`;
    const group = groups.get(groupKey) ?? { fields, objects, indices: [] };
    groups.set(groupKey, group);
    if (targets !== null) group.indices.push(index);
  }
  const failures = [...groups.values()].flatMap(({ fields, objects, indices }) => {
    const reduced = withoutUnaskedFields(fetch, [...fields.values()], objects);
    return reduced === null ? [] : [{ ...reduced, indices }];
  });
  return failures.slice(0, maxRequests);
}

/** By the index of the entity; 0 for root fields. */
function failedFields(
  { data, errors = [] }: SubgraphResponse,
  isEntityFetch: boolean,
): Map<number, FailedFields> {
  const failed = new Map<number, FailedFields>();
  for (const { path } of errors) {
    const index = indexIn(path, isEntityFetch);
    if (path === undefined || typeof index !== 'number') continue;
    const lastField = path.findLastIndex((part) => typeof part === 'string');
    const within = path.slice(isEntityFetch ? 2 : 0, lastField + 1);
    const entity = isEntityFetch ? valueAt(data, path.slice(0, 2)) : data;
    if (within.length === 0 || isJsonObject(valueAt(entity, within.slice(0, -1)))) continue;
    const names = within.filter((part) => typeof part === 'string');
    failed.set(index, (failed.get(index) ?? new Map<string, FieldPath>()).set(JSON.stringify(names), names));
  }
  return failed;
}

function indexIn(path: ResponsePath | undefined, isEntityFetch: boolean): string | number | undefined {
  if (!isEntityFetch) return 0;
  return path?.[0] === '_entities' ? path[1] : undefined;
}

function valueAt(from: unknown, path: ResponsePath): unknown {
  let value = from;
  for (const part of path) {
    if (typeof part === 'number') value = Array.isArray(value) ? (value[part] as unknown) : undefined;
    else value = isJsonObject(value) ? ownValue(value, part) : undefined;
  }
  return value;
}

/** Returns the client's objects at the places of an entity, and a key that is equal for equal objects. */
function clientObjects(
  fetches: readonly Fetch[],
  targets: readonly (readonly JsonObject[])[] | null,
  state: ExecutionState,
): (index: number) => { objects: ClientObject[]; key: string } {
  const numbers = new Map<unknown, number>();
  const numberOf = (node: unknown) => {
    const number = numbers.get(node) ?? numbers.size;
    numbers.set(node, number);
    return number;
  };
  const places = targets === null ? [] : fetches.map((fetch) => ({ fetch, places: placesOf(fetch, state) }));
  const rootPlaces = (fetch: Fetch) => pathsAt(state.data, fetch.path).slice(0, 1);
  return (index) => {
    const objects = new Map<string, ClientObject>();
    const at = (fetch: Fetch, here: readonly ResponsePath[]) => {
      for (const place of here.slice(0, maxPathsPerError)) {
        const object = fetch.clientFields.objectAt(state.data, place);
        objects.set(`${object.typeName ?? ''} ${object.selectionSets.map(numberOf).join()}`, object);
      }
    };
    if (targets === null) for (const fetch of fetches) at(fetch, rootPlaces(fetch));
    for (const { fetch, places: known } of places) {
      for (const target of new Set(targets?.[index])) at(fetch, known.get(target) ?? []);
    }
    return { objects: [...objects.values()], key: [...objects.keys()].sort().join('|') };
  };
}
