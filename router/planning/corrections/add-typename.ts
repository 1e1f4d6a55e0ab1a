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
import type { DocumentNode, FieldNode, GraphQLNamedType, GraphQLSchema, SelectionSetNode } from 'graphql';

import { fragmentsOf } from '../../execution/fragments.ts';

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * Asks for the type of every object whose fields depend on it. The planner does so where it fetches several types by
 * one field; not where the field of one subgraph is of one type of an interface or union, nor where nothing at all is
 * asked of a type: but there is an object, if an empty one.
 */
export function addTypename(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const types = new TypeInfo(schema);
  const fragments = fragmentsOf(document);
  const fragmentNamed = (name: string) => {
    const fragment = fragments.get(name);
    if (fragment === undefined)
      throw new Error(`there is no fragment ${name} in a document that was validated`);
    return fragment;
  };
  return visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const type = getNamedType(types.getType());
        const { selectionSet } = node;
        if (selectionSet === undefined || !isAbstractType(type)) return undefined;
        if (!dependsOnType(selectionSet, type, schema)) return undefined;
        const selections = [typename, ...selectionSet.selections];
        return { ...node, selectionSet: { ...selectionSet, selections } };
      },
    }),
  );

  /** Whether what is selected differs between the types of an interface or union. */
  function dependsOnType(
    { selections }: SelectionSetNode,
    type: GraphQLNamedType,
    within: GraphQLSchema,
  ): boolean {
    if (isUnionType(type)) return true;
    return selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return false;
      const { typeCondition, selectionSet } =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragmentNamed(selection.name.value);
      const condition = within.getType(typeCondition?.name.value ?? type.name);
      const widens =
        condition === type ||
        (isAbstractType(condition) && isInterfaceType(type) && within.isSubType(condition, type));
      return !widens || dependsOnType(selectionSet, type, within);
    });
  }
}
