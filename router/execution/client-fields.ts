import { doTypesOverlap, getNamedType, getOperationAST, isCompositeType } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, SelectionSetNode } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { fragmentsOf, responseNameOf, walkFields } from '../selections.ts';
import type { Fragment } from '../selections.ts';
import type { ResponsePath } from './paths.ts';

/** An object of the response, as the client asks for it. */
export interface ClientObject {
  /** Undefined when no subgraph answered it, and its place allows several. */
  typeName: string | undefined;
  selectionSets: readonly SelectionSetNode[];
}

/**
 * The client's selections, with the names of fetches. Which fields of an object a client asked for depends on the types of
 * all objects above it. Only failures ask: the document is read each time.
 */
export interface ClientFields {
  /** The object at a place of the data. */
  objectAt(data: JsonObject, place: ResponsePath): ClientObject;
  /**
   * The fields that the client selects of an object.
   * @param type if the object is known to be of that type too
   */
  fieldsOf(object: ClientObject, type?: string): FieldNode[];
  typeOfField(type: string | undefined, field: string | undefined): string | undefined;
}

/** @param document with the names of fetches */
export function clientFieldsOf(document: DocumentNode, schema: GraphQLSchema): ClientFields {
  const fragments = fragmentsOf(document);

  /** An unknown type may be any type. */
  function mayBe(typeName: string | undefined, condition: string): boolean {
    const type = typeName === undefined ? undefined : schema.getType(typeName);
    const wanted = schema.getType(condition);
    return !isCompositeType(type) || !isCompositeType(wanted) || doTypesOverlap(schema, type, wanted);
  }

  const clientFields: ClientFields = {
    objectAt(data, place) {
      const operation = getOperationAST(document);
      let value: unknown = data;
      let typeName = operation ? schema.getRootType(operation.operation)?.name : undefined;
      let selectionSets: readonly SelectionSetNode[] = operation ? [operation.selectionSet] : [];
      const object = (): ClientObject => {
        const typename = isJsonObject(value) ? ownValue(value, '__typename') : undefined;
        return { typeName: typeof typename === 'string' ? typename : typeName, selectionSets };
      };
      for (const part of place) {
        if (typeof part === 'number') {
          value = Array.isArray(value) ? (value[part] as unknown) : undefined;
          continue;
        }
        const around = object();
        const fields = clientFields.fieldsOf(around).filter((node) => responseNameOf(node) === part);
        selectionSets = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
        typeName = clientFields.typeOfField(around.typeName, fields[0]?.name.value);
        value = isJsonObject(value) ? ownValue(value, part) : undefined;
      }
      return object();
    },
    fieldsOf({ typeName, selectionSets }, type) {
      const opens = ({ typeCondition }: Fragment) =>
        typeCondition === undefined ||
        (mayBe(typeName, typeCondition.name.value) && mayBe(type, typeCondition.name.value));
      const fields: FieldNode[] = [];
      for (const selectionSet of selectionSets) {
        walkFields(selectionSet, fragments, (field) => fields.push(field), opens);
      }
      return fields;
    },
    typeOfField(typeName, field) {
      const type = typeName === undefined ? undefined : schema.getType(typeName);
      if (field === undefined || !isCompositeType(type) || !('getFields' in type)) return undefined;
      const definition = type.getFields()[field];
      return definition && getNamedType(definition.type).name;
    },
  };
  return clientFields;
}
