import { GraphQLError } from 'graphql';
import { maxErrors, subgraphError } from '../errors.ts';
import { ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { responseNameOf } from '../selections.ts';
import type { EntityField } from './entity-selection.ts';
import { errorPathLookup } from './error-paths.ts';
import type { ExecutionState } from './execution-state.ts';
import { maxPathsPerError, placesOf } from './fetch-errors.ts';
import type { Fetch } from './fetch.ts';
import type { ResponsePath } from './paths.ts';

/** Completion reports at most `maxErrors` unexplained nulls: a longer list of explained places saves few errors. */
const maxExplained = 10 * maxErrors;

/** Entities of a fetch that lack the same required fields. */
export interface LostFields {
  targets: readonly JsonObject[];
  /** The fields that are not fetched of them. */
  fields: readonly EntityField[];
  /** The required fields that they lack, by their names in the data. */
  missing: readonly string[];
}

/** Reports the client's fields that are not fetched, unless an error explains why a required field is missing. */
export function reportLostFields(fetch: Fetch, lost: readonly LostFields[], state: ExecutionState): void {
  const isExplained = errorPathLookup([...state.errors], [...state.explained]);
  const places = placesOf(fetch, state);
  for (const { targets, fields, missing } of lost) {
    for (const target of targets) {
      const names = fieldsOf(fetch, fields, target);
      for (const place of (places.get(target) ?? []).slice(0, maxPathsPerError)) {
        const isMissingExplained = missing.some((name) => isExplained(clientPath(fetch, place, name)));
        reportAt(fetch, place, names, (path) => isMissingExplained || isExplained(path), state);
      }
    }
  }
}

function reportAt(
  fetch: Fetch,
  place: ResponsePath,
  names: readonly string[],
  isExplained: (path: ResponsePath) => boolean,
  state: ExecutionState,
): void {
  let asked: ReadonlySet<string> | undefined;
  for (const name of names) {
    const path = clientPath(fetch, place, name);
    if (isExplained(path)) {
      if (state.explained.length < maxExplained) state.explained.push(path);
    } else if (state.errors.length < maxErrors) {
      asked ??= askedOf(fetch, place, state);
      if (asked.has(name)) state.errors.push(notAsked(fetch, path));
    }
  }
}

function notAsked({ subgraph }: Fetch, path: ResponsePath): GraphQLError {
  const message = `The subgraph ${subgraph} was not asked for this field: no subgraph returned a field that it requires.`;
  const { extensions } = subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph);
  return new GraphQLError(message, { path, extensions });
}

/** A null entity beside an error of one of its fields: the error explains all fields of the fetch. */
export function explainNullEntity(fetch: Fetch, targets: readonly JsonObject[], state: ExecutionState): void {
  const places = placesOf(fetch, state);
  for (const target of new Set(targets)) {
    for (const place of places.get(target) ?? []) {
      if (state.explained.length >= maxExplained) return;
      for (const name of fieldsOf(fetch, fetch.entityFields(), target)) {
        state.explained.push(clientPath(fetch, place, name));
      }
    }
  }
}

/** The client's fields that a failed fetch has lost of an object; all fields of the fetch when the client asked for none. */
export function lostPaths(
  fetch: Fetch,
  target: JsonObject,
  place: ResponsePath,
  state: ExecutionState,
): ResponsePath[] {
  const names = fieldsOf(fetch, fetch.entityFields(), target);
  const asked = askedOf(fetch, place, state);
  const lost = names.filter((name) => asked.has(name));
  return (lost.length === 0 ? names : lost).map((name) => clientPath(fetch, place, name));
}

/** The names in the data of the fields that the client selects of the object at a place. */
function askedOf(
  { clientFields }: Fetch,
  place: ResponsePath,
  { data }: ExecutionState,
): ReadonlySet<string> {
  return new Set(clientFields.fieldsOf(clientFields.objectAt(data, place)).map(responseNameOf));
}

/** The names in the data of the fields that apply to an object, and that it lacks. */
function fieldsOf(
  { dataName, isOfType }: Fetch,
  fields: readonly EntityField[],
  target: JsonObject,
): string[] {
  const typename = target['__typename'];
  const names = fields
    .filter(({ type }) => typeof typename !== 'string' || isOfType(typename, type))
    .map(({ responseName }) => dataName(responseName));
  return [...new Set(names)].filter((name) => ownValue(target, name) === undefined);
}

function clientPath({ names }: Fetch, place: ResponsePath, name: string): ResponsePath {
  return [...place, name].map((part) => (typeof part === 'string' ? names.clientName(part) : part));
}
