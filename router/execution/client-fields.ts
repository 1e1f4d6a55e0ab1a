import { getNamedType, getOperationAST, isCompositeType, isObjectType } from 'graphql';
import type { DocumentNode, GraphQLSchema, SelectionSetNode } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fragmentsOf, isOfType, responseNameOf, walkFields } from '../selections.ts';
import type { Fragment } from '../selections.ts';
import type { ResponsePath } from './paths.ts';

/** The names in `data` of the fields that a client selects of the object at that place. */
export type ClientFields = (data: JsonObject, place: ResponsePath) => ReadonlySet<string>;

/**
 * Which fields of an object a client asked for depends on the types of all objects above it. Only failures ask: it reads
 * the document each time.
 * @param document with the names of fetches
 */
export function clientFieldsOf(document: DocumentNode, schema: GraphQLSchema): ClientFields {
  const fragments = fragmentsOf(document);

  return (data, place) => {
    const operation = getOperationAST(document);
    if (!operation) return new Set();
    let value: unknown = data;
    let typeName = schema.getRootType(operation.operation)?.name;
    let selectionSets: SelectionSetNode[] = [operation.selectionSet];
    const selected = () => {
      const typename = isJsonObject(value) ? ownValue(value, '__typename') : undefined;
      if (typeof typename === 'string') typeName = typename;
      const opens = ({ typeCondition }: Fragment) =>
        typeCondition === undefined || mayBeOfType(schema, typeName, typeCondition.name.value);
      return selectionSets.flatMap((selectionSet) => {
        const fields: { name: string; field: string; within: SelectionSetNode | undefined }[] = [];
        walkFields(
          selectionSet,
          fragments,
          (node) =>
            fields.push({ name: responseNameOf(node), field: node.name.value, within: node.selectionSet }),
          opens,
        );
        return fields;
      });
    };
    for (const part of place) {
      if (typeof part === 'number') {
        value = Array.isArray(value) ? (value[part] as unknown) : undefined;
        continue;
      }
      const fields = selected().filter(({ name }) => name === part);
      selectionSets = fields.flatMap(({ within }) => within ?? []);
      typeName = typeOfField(schema, typeName, fields[0]?.field);
      value = isJsonObject(value) ? ownValue(value, part) : undefined;
    }
    return new Set(selected().map(({ name }) => name));
  };
}

/** The type of an object is unknown where its place allows several and no subgraph answered `__typename`. */
function mayBeOfType(schema: GraphQLSchema, typeName: string | undefined, condition: string): boolean {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  return !isObjectType(type) || isOfType(schema, type.name, condition);
}

function typeOfField(
  schema: GraphQLSchema,
  typeName: string | undefined,
  field: string | undefined,
): string | undefined {
  const type = typeName === undefined ? undefined : schema.getType(typeName);
  if (field === undefined || !isCompositeType(type) || !('getFields' in type)) return undefined;
  const definition = type.getFields()[field];
  return definition && getNamedType(definition.type).name;
}
