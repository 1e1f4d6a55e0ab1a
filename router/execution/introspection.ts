import { executeSync, Kind, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fieldsIn } from '../selections.ts';
import type { Fragments } from '../selections.ts';

/** Resolves the introspection fields of an operation. */
export type Introspection = (variables: Readonly<Record<string, unknown>>) => JsonObject;

/** The answers of one graph, shared by all documents that select the same. */
export type IntrospectionCache = LRUCache<string, JsonObject>;

const maxCachedBytes = 16 * 1024 * 1024;
/** Of the heap, for each character of JSON: measured. */
const bytesPerCharacter = 6;

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
  const selections = fieldsIn(operation.selectionSet, fragments).filter(isIntrospection);
  if (selections.length === 0) return null;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...fragments.values(),
    ],
  };
  const text = print(document);
  const used = variablesIn(document);
  return (variableValues) => {
    const key = text + JSON.stringify(used.map((name) => ownValue(variableValues, name)));
    const known = cache.get(key);
    if (known !== undefined) return known;
    const { data, errors } = executeSync({ schema, document, variableValues });
    const [error] = errors ?? [];
    if (error !== undefined) throw error;
    const answer = { ...data };
    cache.set(key, answer, { size: key.length * 2 + JSON.stringify(answer).length * bytesPerCharacter });
    return answer;
  };
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
