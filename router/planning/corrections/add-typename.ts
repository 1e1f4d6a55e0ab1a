import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isUnionType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { DocumentNode, FieldNode, GraphQLAbstractType, GraphQLSchema, SelectionSetNode } from 'graphql';
import { fragmentsOf, walkFields } from '../../selections.ts';
import type { Fragments } from '../../selections.ts';

export const typenameField: FieldNode = {
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: '__typename' },
};

/**
 * Adds `__typename` to each selection of an interface or union whose fields depend on the object's type. The planner adds
 * it when several types are possible in the subgraph; not when the field returns one concrete type there, and not when no
 * field of the concrete type is selected. Completion needs it to tell an object that has no selected fields.
 *
 *     # subgraph a                         # subgraph b
 *     type Query { media: Book }           type Query { medias: [Media] }
 *     type Book { id: ID! }                union Media = Book | Film
 *     { media { ... on Book { id } } }     { medias { ... on Book { id } } }
 */
export function addTypename(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const types = new TypeInfo(schema);
  const fragments = fragmentsOf(document);
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const type = getNamedType(types.getType());
        const { selectionSet } = node;
        if (selectionSet === undefined || !isAbstractType(type)) return undefined;
        if (!dependsOnType(selectionSet, type, fragments, schema)) return undefined;
        const selections = [typenameField, ...selectionSet.selections];
        return { ...node, selectionSet: { ...selectionSet, selections } };
      },
    }),
  );
}

/** True when the selected fields differ between the possible types of an interface or union. */
function dependsOnType(
  selectionSet: SelectionSetNode,
  type: GraphQLAbstractType,
  fragments: Fragments,
  schema: GraphQLSchema,
): boolean {
  if (isUnionType(type)) return true;
  let depends = false;
  const appliesToAll = (condition: string) => {
    const wanted = schema.getType(condition);
    return (
      wanted === type || (isAbstractType(wanted) && isInterfaceType(type) && schema.isSubType(wanted, type))
    );
  };
  walkFields(
    selectionSet,
    fragments,
    () => undefined,
    ({ typeCondition }) => {
      depends ||= typeCondition !== undefined && !appliesToAll(typeCondition.name.value);
      return !depends;
    },
  );
  return depends;
}
