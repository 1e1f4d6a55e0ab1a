import { Kind } from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import { isOfType } from './type-conditions.ts';

/** The fields that are selected of an object of that type: fragments are opened, where they are for it. */
export function* selectedFields(
  { selections }: SelectionSetNode,
  type: GraphQLObjectType,
  around: { schema: GraphQLSchema; fragments: ReadonlyMap<string, FragmentDefinitionNode> },
): Generator<FieldNode> {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      yield selection;
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : around.fragments.get(selection.name.value);
    if (fragment === undefined) throw new Error('there is a spread of no fragment');
    const condition = fragment.typeCondition?.name.value ?? type.name;
    if (isOfType(around.schema, type.name, condition)) {
      yield* selectedFields(fragment.selectionSet, type, around);
    }
  }
}
