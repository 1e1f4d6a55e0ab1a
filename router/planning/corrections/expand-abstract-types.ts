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
import { fieldsOfType, fragmentsOf } from '../../selections.ts';
import { typenameField } from './add-typename.ts';

/** Nested selections multiply by the possible types at each level. */
const maxFields = 10_000;

/**
 * Expands interfaces and unions into one inline fragment per object type: `{ stay { name } }` becomes
 * `{ stay { ... on Hotel { name } ... on Cabin { name } } }`. The planner finds no plan for some operations on abstract
 * types and plans their expansion. On the graph of `tests/conformance/interface-object/stays.graph.ts`, where `Stay` is an
 * interface object and `Offer` a union of its types:
 *
 *     { reviews { stay { ... on Offer { ... on Cabin { id } } } } }
 *
 * A field that no subgraph resolves is refused instead (`unresolvable-fields.ts`).
 * @param document valid against the schema
 * @returns undefined when the expansion has more than 10,000 fields
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

  function expand(selectionSet: SelectionSetNode, type: GraphQLCompositeType): SelectionSetNode {
    const selections = isObjectType(type)
      ? expandFields(type, selectionSet)
      : schema.getPossibleTypes(type).flatMap((possible): InlineFragmentNode[] => {
          const ofType = expandFields(possible, selectionSet);
          return ofType.length === 0 ? [] : [inlineFragment(possible, ofType)];
        });
    return { ...selectionSet, selections: selections.length === 0 ? [typenameField] : selections };
  }

  function expandFields(type: GraphQLObjectType, selectionSet: SelectionSetNode): SelectionNode[] {
    return fieldsOfType(selectionSet, type, { schema, fragments }).map((node) => {
      written += 1;
      if (written > maxFields) throw new RangeError(`The expansion has more than ${maxFields} fields.`);
      return expandField(node, type);
    });
  }

  function expandField(node: FieldNode, type: GraphQLObjectType): FieldNode {
    const definition = type.getFields()[node.name.value];
    const fieldType = definition && getNamedType(definition.type);
    if (node.selectionSet === undefined || !isCompositeType(fieldType)) return node;
    return { ...node, selectionSet: expand(node.selectionSet, fieldType) };
  }

  try {
    const whole: OperationDefinitionNode = {
      ...operation,
      selectionSet: expand(operation.selectionSet, root),
    };
    const definitions = document.definitions.map((node) => (node === operation ? whole : node));
    return { ...document, definitions };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function inlineFragment({ name }: GraphQLObjectType, selections: SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
