import { getNamedType, getOperationAST, isCompositeType, isObjectType, Kind } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  GraphQLCompositeType,
  GraphQLObjectType,
  GraphQLSchema,
  InlineFragmentNode,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { fragmentsOf } from '../../execution/fragments.ts';
import { selectedFields } from '../../selections.ts';

/** What is nested is written once for each combination of types: so many fields are, and no more. */
const mostSelections = 10_000;

/**
 * The same operation, asking for each object type by itself: `{ stay { name } }` is
 * `{ stay { ... on Hotel { name } ... on Cabin { name } } }`. That can be planned where no one subgraph tells a field
 * of all types of an interface, and where an interface has a type condition that is a union.
 * @param document valid against the schema
 * @returns nothing where that would be too large
 */
export function expandAbstractTypes(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
): DocumentNode | undefined {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return undefined;
  const fragments = fragmentsOf(document);
  let written = 0;

  function separated(selectionSet: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    const selections = isObjectType(type)
      ? selectedOf(type, selectionSet)
      : schema.getPossibleTypes(type).flatMap((possible): InlineFragmentNode[] => {
          const ofType = selectedOf(possible, selectionSet);
          return ofType.length === 0 ? [] : [inlineFragment(possible, ofType)];
        });
    return { ...selectionSet, selections: selections.length === 0 ? [typename] : selections };
  }

  /** What is selected of an object of that type, with no conditions left. */
  function selectedOf(type: GraphQLObjectType, selectionSet: SelectionSetNode): SelectionNode[] {
    return Array.from(selectedFields(selectionSet, type, { schema, fragments }), (node) => {
      written += 1;
      if (written > mostSelections) throw new RangeError('there are too many combinations of types');
      return field(node, type);
    });
  }

  function field(node: FieldNode, type: GraphQLObjectType): FieldNode {
    const definition = type.getFields()[node.name.value];
    const fieldType = definition && getNamedType(definition.type);
    if (node.selectionSet === undefined || !isCompositeType(fieldType)) return node;
    return { ...node, selectionSet: separated(node.selectionSet, fieldType) };
  }

  try {
    const whole: OperationDefinitionNode = {
      ...operation,
      selectionSet: separated(operation.selectionSet, root),
    };
    const definitions = document.definitions.map((node) => (node === operation ? whole : node));
    return { ...document, definitions };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function inlineFragment({ name }: GraphQLObjectType, selections: SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
