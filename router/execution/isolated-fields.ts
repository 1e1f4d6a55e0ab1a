import { Kind } from 'graphql';
import type { GraphQLFormattedError, SelectionSetNode } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { responseNameOf } from '../selections.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import type { ExecutionState } from './execution-state.ts';
import { bodyWriter } from './fetch-body.ts';
import { maxPathsPerError } from './fetch-errors.ts';
import type { Fetch } from './fetch.ts';
import { mergeIntoAll } from './fetch.ts';
import type { ResponsePath } from './paths.ts';
import { entityOperation } from './selection-filter.ts';
import type { RemovedField } from './unasked-fields.ts';

/** An object of a response. */
interface Placed {
  object: JsonObject;
  path: ResponsePath;
}

/** Entities of a type that lack a field. */
interface Group {
  type: string;
  /** From the entity to the field. */
  chain: RemovedField;
  /** By representation. */
  entities: Map<string, Placed[]>;
}

/** Fields that were removed from a fetch. */
interface Removed {
  removed: readonly RemovedField[];
  /** Of the entities in the response; null for root fields. */
  indices: readonly number[] | null;
}

/**
 * Requests fields that were removed from a fetch as fields of entities: the failure of one nulls no other. The results
 * are merged into the response.
 * @returns errors with their paths in the response
 */
export async function fetchIsolated(
  fetch: Fetch,
  removed: Removed,
  response: SubgraphResponse,
  state: ExecutionState,
): Promise<GraphQLFormattedError[]> {
  const { groups, lost } = groupsOf(fetch, removed, response);
  const errors = await Promise.all(groups.map((group) => fetchGroup(fetch, group, state)));
  const message = `The subgraph ${fetch.subgraph} was asked without this field, because it failed for another object.`;
  return [...lost.slice(0, maxPathsPerError).map((path) => ({ message, path })), ...errors.flat()];
}

/**
 * Looks for the objects without a removed field, and for the nearest entity around each. Failed fields are left out.
 * @returns also the paths of fields without such an entity
 */
function groupsOf(
  fetch: Fetch,
  { removed, indices }: Removed,
  { data, errors = [] }: SubgraphResponse,
): { groups: Group[]; lost: ResponsePath[] } {
  const failed = new Set(errors.map(({ path }) => JSON.stringify(path)));
  const groups = new Map<string, Group>();
  const lost: ResponsePath[] = [];

  function search(
    value: unknown,
    path: ResponsePath,
    chain: RemovedField,
    depth: number,
    around?: () => void,
  ) {
    if (Array.isArray(value)) {
      for (const [index, item] of (value as unknown[]).entries()) {
        search(item, [...path, index], chain, depth, around);
      }
      return;
    }
    const step = chain[depth];
    if (!isJsonObject(value) || step === undefined) return;
    const type = value['__typename'];
    if (typeof type === 'string' && step.type !== undefined && !fetch.isOfType(type, step.type)) return;
    const representation = fetch.keyOf(value);
    const add =
      representation === null || typeof type !== 'string'
        ? around
        : () => {
            addEntity(type, chain.slice(depth), representation, { object: value, path });
          };
    const name = responseNameOf(step.field);
    const here = [...path, name];
    if (depth < chain.length - 1) search(ownValue(value, name), here, chain, depth + 1, add);
    else if (!failed.has(JSON.stringify(here))) {
      if (add === undefined) lost.push(here);
      else add();
    }
  }

  function addEntity(type: string, chain: RemovedField, representation: string, placed: Placed) {
    const key = JSON.stringify([type, chain.map(({ field }) => responseNameOf(field))]);
    const group = groups.get(key) ?? { type, chain, entities: new Map<string, Placed[]>() };
    groups.set(key, group);
    const same = group.entities.get(representation) ?? [];
    group.entities.set(representation, same);
    if (!same.some(({ object }) => object === placed.object)) same.push(placed);
  }

  for (const chain of removed) {
    if (indices === null) search(data, [], chain, 0);
    const entities = data?.['_entities'];
    for (const index of indices ?? []) {
      if (Array.isArray(entities)) search(entities[index], ['_entities', index], chain, 0);
    }
  }
  return { groups: [...groups.values()], lost };
}

async function fetchGroup(
  fetch: Fetch,
  { type, chain, entities }: Group,
  state: ExecutionState,
): Promise<GraphQLFormattedError[]> {
  const operation = entityOperation(fetch.operation, selectionOf(type, chain));
  if (operation === null) return [];
  const body = bodyWriter({ ...fetch, operation })(state, [...entities.keys()]);
  const placed = [...entities.values()];
  try {
    const { data, errors = [] } = await fetch.client.fetch(body, false, state.context);
    const found = data?.['_entities'];
    for (const [index, entity] of (Array.isArray(found) ? (found as unknown[]) : []).entries()) {
      const targets = (placed[index] ?? []).map(({ object }) => object);
      if (isJsonObject(entity)) mergeIntoAll({ ...fetch, mayShare: false }, targets, entity);
    }
    return errors.flatMap((error) => {
      const [, index, ...within] = error.path ?? [];
      const places = typeof index === 'number' ? (placed[index] ?? []) : [];
      return within.length === 0 ? [] : places.map(({ path }) => ({ ...error, path: [...path, ...within] }));
    });
  } catch {
    // The fields are missing: those that require them have an error.
    return [];
  }
}

function selectionOf(type: string | undefined, [step, ...rest]: RemovedField): SelectionSetNode {
  const selections = [];
  if (step !== undefined) {
    const [next] = rest;
    const { field } = step;
    selections.push(next === undefined ? field : { ...field, selectionSet: selectionOf(next.type, rest) });
  }
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  if (type === undefined) return selectionSet;
  const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } } as const;
  return {
    kind: Kind.SELECTION_SET,
    selections: [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }],
  };
}
