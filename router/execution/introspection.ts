import { executeSync, Kind } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { JsonObject } from '../json.ts';
import { fieldsIn } from '../selections.ts';
import type { Fragments } from '../selections.ts';

/** Resolves the introspection fields of an operation. */
export type Introspection = (variables: Readonly<Record<string, unknown>>) => JsonObject;

/** @returns null when the operation selects neither `__schema` nor `__type` */
export function compileIntrospection(options: {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
}): Introspection | null {
  const { schema, operation, fragments } = options;
  const selections = fieldsIn(operation.selectionSet, fragments).filter(isIntrospection);
  if (selections.length === 0) return null;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...fragments.values(),
    ],
  };
  return (variableValues) => {
    const { data, errors } = executeSync({ schema, document, variableValues });
    const [error] = errors ?? [];
    if (error !== undefined) throw error;
    return { ...data };
  };
}

function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}
