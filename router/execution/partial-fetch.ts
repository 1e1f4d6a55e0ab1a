import type { JsonObject } from '../json.ts';
import { withoutEntityFields } from './entity-selection.ts';
import type { EntityField } from './entity-selection.ts';
import type { Entities } from './entity-fetch.ts';
import type { ExecutionState } from './execution-state.ts';
import { bodyWriter } from './fetch-body.ts';
import type { BodyWriter } from './fetch-body.ts';
import { tooDeep } from './fetch-errors.ts';
import type { Fetch } from './fetch.ts';
import { reportLostFields } from './lost-fields.ts';
import type { LostFields } from './lost-fields.ts';
import type { RepresentationWriter } from './representations.ts';

/** A request for entities that lack required fields: without the fields that need those. */
export interface PartialRequest {
  fetch: Fetch;
  entities: Entities;
  writeBody: BodyWriter;
}

/** Returns the requests for entities that have no whole representation, and reports their fields that are not fetched. */
export type PartialRequests = (targets: readonly JsonObject[], state: ExecutionState) => PartialRequest[];

/** Entities of a type that lack the same fields. */
interface Group {
  type: string;
  missing: readonly string[];
  entities: Map<string, JsonObject[]>;
}

export function compilePartialRequests(fetch: Fetch, represent: RepresentationWriter): PartialRequests {
  const fetches = new Map<
    string,
    { lost: EntityField[]; reduced: Pick<PartialRequest, 'fetch' | 'writeBody'> | null }
  >();

  /** The fetch without the fields that need one of the missing fields. The type may be narrower than a fragment's. */
  function without(missing: readonly string[], type: string) {
    const key = `${type} ${missing.join()}`;
    let partial = fetches.get(key);
    if (partial === undefined) {
      const lost: EntityField[] = [];
      const operation = withoutEntityFields(fetch.operation, (field) => {
        const required = [field.type, type].flatMap((one) => fetch.requiredBy(one, field.field));
        const needs = required.some((name) => missing.includes(name));
        if (needs) lost.push(field);
        return needs;
      });
      const reduced = operation === null ? null : { ...fetch, operation };
      partial = { lost, reduced: reduced && { fetch: reduced, writeBody: bodyWriter(reduced) } };
      fetches.set(key, partial);
    }
    return partial;
  }

  return (targets, state) => {
    const requests: PartialRequest[] = [];
    const lost: LostFields[] = [];
    let groups: Iterable<Group>;
    try {
      groups = groupByMissing(targets, represent);
    } catch (error) {
      state.errors.push(tooDeep(fetch, error));
      return [];
    }
    for (const { type, missing, entities } of groups) {
      const { lost: fields, reduced } = without(missing, type);
      lost.push({ targets: [...entities.values()].flat(), fields, missing });
      if (reduced !== null) requests.push({ ...reduced, entities });
    }
    if (lost.length > 0) reportLostFields(fetch, lost, state);
    return requests;
  };
}

function groupByMissing(targets: readonly JsonObject[], represent: RepresentationWriter): Iterable<Group> {
  const groups = new Map<string, Group>();
  for (const target of targets) {
    const part = represent.part(target);
    // An entity without a key is unknown: its fields are null.
    if (part === null) continue;
    const { json, type, missing } = part;
    const key = `${type} ${missing.join()}`;
    const group: Group = groups.get(key) ?? { type, missing, entities: new Map() };
    groups.set(key, group);
    const same = group.entities.get(json);
    if (same === undefined) group.entities.set(json, [target]);
    else same.push(target);
  }
  return groups.values();
}
