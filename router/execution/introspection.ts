import { executeSync, Kind, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fieldsIn } from '../selections.ts';
import type { Fragments } from '../selections.ts';

/** Answers the introspection fields of an operation. */
export interface Introspection {
  /** The answer is shared and frozen. */
  answer: (variables: Readonly<Record<string, unknown>>) => JsonObject;
  /** True if the operation selects nothing else. */
  isWhole: boolean;
}

/** The answers of one graph, shared by all documents that select the same. */
export type IntrospectionCache = LRUCache<string, JsonObject>;

const maxCachedBytes = 16 * 1024 * 1024;
/** Of the heap, for each character of JSON, with its text for responses: measured. */
const bytesPerCharacter = 7;

export function createIntrospectionCache(): IntrospectionCache {
  return new LRUCache({ maxSize: maxCachedBytes });
}

/** @returns null when the operation selects neither `__schema` nor `__type` */
export function compileIntrospection(options: {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
  cache: IntrospectionCache;
}): Introspection | null {
  const { schema, operation, fragments, cache } = options;
  const selected = fieldsIn(operation.selectionSet, fragments);
  const selections = selected.filter(isIntrospection);
  if (selections.length === 0) return null;
  // Operations of different names share an answer.
  const { name: _name, ...unnamed } = operation;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...unnamed, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...fragments.values(),
    ],
  };
  const text = print(document);
  const used = variablesIn(document);
  const answer: Introspection['answer'] = (variableValues) => {
    const key = text + JSON.stringify(used.map((name) => ownValue(variableValues, name)));
    const known = cache.get(key);
    if (known !== undefined) return known;
    const { data, errors } = executeSync({ schema, document, variableValues });
    const [error] = errors ?? [];
    if (error !== undefined) throw error;
    const json = JSON.stringify(data);
    // The objects of graphql-js have no prototype: V8 takes several times as long to serialize them.
    const shared = Object.freeze(JSON.parse(json) as JsonObject);
    cache.set(key, shared, { size: key.length * 2 + json.length * bytesPerCharacter });
    return shared;
  };
  return { answer, isWhole: selections.length === selected.length };
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/** The variables that a selection uses. */
function variablesIn(document: DocumentNode): string[] {
  const found = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable({ name }) {
      found.add(name.value);
    },
  });
  return [...found];
}
