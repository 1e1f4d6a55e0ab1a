import { getOperationAST, GraphQLError, Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { GraphQLFormattedError, InlineFragmentNode, OperationDefinitionNode } from 'graphql';
import type { JsonObject } from '../json.ts';
import type { FetchNode } from '../planning/planner.ts';
import { fragmentsOf } from '../selections.ts';
import type { Fragments } from '../selections.ts';
import type { SubgraphResponse } from '../subgraphs/subgraph-response.ts';
import { mergeEntities } from './entity-fetch.ts';
import type { Entities, EntityFetch } from './entity-fetch.ts';
import type { ExecutionState } from './execution-state.ts';
import { reportFailure } from './fetch.ts';
import type { Fetch } from './fetch.ts';
import { createMergedBodies } from './merged-body.ts';
import type { MergedBodies } from './merged-body.ts';
import { withSecondAttempt } from './second-attempt.ts';

/** An entity fetch, and the entities that it has to fetch now. */
export interface ReadyFetch {
  entityFetch: EntityFetch;
  entities: Entities;
}

/** Entity fetches of a plan that can share a request, because they ask the same subgraph. */
export interface MergeGroup {
  /** Sends a request for all of them. */
  send(ready: readonly ReadyFetch[], state: ExecutionState): Promise<void>;
}

/** An entity fetch as a part of a merged document. */
export interface MergeableSelection {
  /** Equal for fetches of a group with the same selection: they share a field of the document. */
  id: number;
  /** Of `_entities`. */
  selectionSet: string;
  /** The client's variables by their names in the operation, with their definitions. */
  variables: ReadonlyMap<string, string>;
}

/** An `_entities` field of a merged document. */
export interface MergedField {
  selection: MergeableSelection;
  fetches: readonly Fetch[];
  /** Of all fetches. */
  entities: Entities;
}

/** A merged request with longer representations than this is sent in its parts: subgraphs limit bodies. */
const maxMergedCharacters = 256 * 1024;

interface Member {
  entityFetch: EntityFetch;
  node: FetchNode;
}

/** @returns the group of each fetch that has one */
export function compileMergeGroups(members: readonly Member[]): Map<EntityFetch, MergeGroup> {
  const ids = new Map<string, number>();
  const bySubgraph = new Map<string, Map<EntityFetch, MergeableSelection>>();
  for (const { entityFetch, node } of members) {
    const mergeable = mergeableOperation(node);
    if (mergeable === null) continue;
    const { key, directives, ...selection } = mergeable;
    const id = ids.get(key) ?? ids.size;
    ids.set(key, id);
    const group = `${node.subgraph} ${directives}`;
    const others = bySubgraph.get(group) ?? new Map<EntityFetch, MergeableSelection>();
    bySubgraph.set(group, others.set(entityFetch, { id, ...selection }));
  }
  const groups = new Map<EntityFetch, MergeGroup>();
  for (const selections of bySubgraph.values()) {
    const [first] = selections.keys();
    if (first === undefined || selections.size === 1) continue;
    const group = createMergeGroup(selections, createMergedBodies(first.fetch));
    for (const entityFetch of selections.keys()) groups.set(entityFetch, group);
  }
  return groups;
}

/** @returns null for an operation that is more than one `_entities` field */
function mergeableOperation({
  operation,
  outputRewrites,
  renamedFields,
}: FetchNode): (Omit<MergeableSelection, 'id'> & { key: string; directives: string }) | null {
  const document = parse(operation, { noLocation: true });
  const definition = getOperationAST(document);
  if (!definition) return null;
  const {
    selectionSet,
    variableDefinitions = [],
    directives = [],
  } = inlineFragments(definition, fragmentsOf(document));
  const [field] = selectionSet.selections;
  if (field?.kind !== Kind.FIELD || selectionSet.selections.length > 1) return null;
  if (field.selectionSet === undefined || field.name.value !== '_entities') return null;
  const text = stripIgnoredCharacters(print(field.selectionSet));
  const variables = variableDefinitions
    .filter(({ variable }) => variable.name.value !== 'representations')
    .map((node) => [node.variable.name.value, stripIgnoredCharacters(print(node))] as const);
  return {
    key: JSON.stringify([text, variables, outputRewrites, [...renamedFields]]),
    selectionSet: text,
    variables: new Map(variables),
    directives: directives.map((node) => print(node)).join(' '),
  };
}

/** Fragments of different fetches can have the same name: each spread becomes an inline fragment. */
function inlineFragments(operation: OperationDefinitionNode, fragments: Fragments): OperationDefinitionNode {
  return visit(operation, {
    FragmentSpread({ name, directives = [] }): InlineFragmentNode {
      const fragment = fragments.get(name.value);
      if (fragment === undefined) throw new Error(`Expected the fragment ${name.value} in its document.`);
      const { typeCondition, selectionSet } = fragment;
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
    },
  });
}

function createMergeGroup(
  selections: ReadonlyMap<EntityFetch, MergeableSelection>,
  bodies: MergedBodies,
): MergeGroup {
  /** True after the subgraph refused a merged request and answered its parts. */
  let isRefused = false;

  async function sendParts(ready: readonly ReadyFetch[], state: ExecutionState): Promise<void> {
    await Promise.all(ready.map(({ entityFetch, entities }) => entityFetch.send(entities, state)));
  }

  async function sendMerged(ready: readonly ReadyFetch[], fetch: Fetch, state: ExecutionState) {
    const fields = fieldsOf(ready, selections);
    let answer: SubgraphResponse;
    try {
      answer = await fetch.client.fetch(bodies.write(fields, state), false, state.context);
    } catch (error) {
      if (isInvalidResponse(error) && !state.context.signal.aborted) {
        const before = state.errors.length;
        await sendParts(ready, state);
        isRefused = state.errors.length === before;
        return;
      }
      for (const { entityFetch } of ready) reportFailure(entityFetch.fetch, error, state);
      return;
    }
    // A failure of one field has nulled the others.
    if (answer.data === undefined || answer.data === null) await sendParts(ready, state);
    else await mergeFields(fields, answer, bodies, state);
  }

  return {
    send(ready, state) {
      const [first] = ready;
      if (first === undefined) return Promise.resolve();
      return ready.length === 1 || isRefused || lengthOf(ready) > maxMergedCharacters
        ? sendParts(ready, state)
        : sendMerged(ready, first.entityFetch.fetch, state);
    },
  };
}

/** Fetches with the same selection share a field: an entity that several of them need is requested once. */
function fieldsOf(
  ready: readonly ReadyFetch[],
  selections: ReadonlyMap<EntityFetch, MergeableSelection>,
): MergedField[] {
  const fields = new Map<number, { selection: MergeableSelection; ready: ReadyFetch[] }>();
  for (const each of ready) {
    const selection = selections.get(each.entityFetch);
    if (selection === undefined) throw new Error('Expected a fetch of this merge group.');
    const same = fields.get(selection.id);
    if (same === undefined) fields.set(selection.id, { selection, ready: [each] });
    else same.ready.push(each);
  }
  return [...fields.values()].map(({ selection, ready: same }) => ({
    selection,
    fetches: same.map(({ entityFetch }) => entityFetch.fetch),
    entities: unionOf(same.map(({ entities }) => entities)),
  }));
}

function unionOf(all: readonly Entities[]): Entities {
  const [first] = all;
  if (first !== undefined && all.length === 1) return first;
  const union = new Map<string, JsonObject[]>();
  for (const entities of all) {
    for (const [representation, targets] of entities) {
      const others = union.get(representation);
      if (others === undefined) union.set(representation, [...targets]);
      else others.push(...targets);
    }
  }
  return union;
}

function lengthOf(ready: readonly ReadyFetch[]): number {
  let length = 0;
  for (const { entities } of ready)
    for (const representation of entities.keys()) length += representation.length;
  return length;
}

/** The subgraph sent no GraphQL response, or refused the document or its size. */
function isInvalidResponse(error: unknown): boolean {
  return error instanceof GraphQLError && error.extensions['code'] === 'SUBGRAPH_INVALID_RESPONSE';
}

/** Merges each field as the response to a request of its own. */
async function mergeFields(
  fields: readonly MergedField[],
  { data, errors = [] }: SubgraphResponse,
  bodies: MergedBodies,
  state: ExecutionState,
): Promise<void> {
  const names = fields.map((_field, index) => bodies.fieldName(fields, index));
  const errorsOf = new Map<string, GraphQLFormattedError[]>(names.map((name) => [name, []]));
  for (const error of errors) {
    const { path = [], ...placeless } = error;
    const [name, ...within] = path;
    const own = errorsOf.get(String(name));
    if (own !== undefined) own.push({ ...placeless, path: ['_entities', ...within] });
    else errorsOf.get(names[0] ?? '')?.push(placeless);
  }
  for (const [index, { fetches, entities }] of fields.entries()) {
    const name = names[index] ?? '';
    const own = errorsOf.get(name) ?? [];
    const answer = { data: { _entities: data?.[name] }, ...(own.length === 0 ? {} : { errors: own }) };
    const whole = own.length === 0 ? answer : await withSecondAttempt({ fetches, entities }, answer, state);
    mergeEntities(fetches, [...entities.values()], whole, state);
  }
}
