import { getNamedType, isCompositeType, isObjectType, isInterfaceType, Kind } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLNamedType,
  GraphQLSchema,
  InlineFragmentNode,
  OperationDefinitionNode,
  SelectionSetNode,
  ValueNode,
} from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import { fragmentsOf, walkFields } from '../selections.ts';

/** Of Relay connections: https://relay.dev/graphql/connections.htm#sec-Arguments. */
const sizeArguments = ['first', 'last'];

/**
 * Refuses operations that request too many list items. Nested pages multiply. The size of a page is its argument's
 * value, the variable's value or default, or the default of the argument.
 * @throws GraphQLError OPERATION_TOO_LARGE
 */
export function checkListSizes(options: {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
  maxItems: number;
}): void {
  const { schema, document, operation, variables, maxItems } = options;
  const items = fixedItems.get(operation) ?? countItems(schema, document, operation, variables);
  if (items <= maxItems) return;
  const message = `The operation requests up to ${items} list items: expected at most ${maxItems}. Ask for smaller pages.`;
  throw withHttpStatus(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'items' }), 400);
}

/** Only for operations without sizes in variables. An operation always has the same document and schema. */
const fixedItems = new WeakMap<OperationDefinitionNode, number>();

function countItems(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const root = schema.getRootType(operation.operation);
  const counter = createCounter(schema, document, operation, variables);
  const items = root ? counter.count(operation.selectionSet, root) : 0;
  if (!counter.readVariables()) fixedItems.set(operation, items);
  return items;
}

type Count = (selectionSet: SelectionSetNode, type: GraphQLNamedType) => number;

function createCounter(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): { count: Count; readVariables: () => boolean } {
  let readVariables = false;
  const fragments = fragmentsOf(document);
  // Each fragment is counted once.
  const counted = new Map<FragmentDefinitionNode, number>();

  function ofFragment(fragment: FragmentDefinitionNode): number {
    const known = counted.get(fragment);
    if (known !== undefined) return known;
    const type = schema.getType(fragment.typeCondition.name.value);
    const items = type === undefined ? 0 : count(fragment.selectionSet, type);
    counted.set(fragment, items);
    return items;
  }

  function ofField(field: FieldNode, parent: GraphQLNamedType): number {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return 0;
    const definition = parent.getFields()[field.name.value];
    if (definition === undefined || field.selectionSet === undefined) return 0;
    const within = count(field.selectionSet, getNamedType(definition.type));
    const size = Math.max(
      ...definition.args
        .filter(({ name }) => sizeArguments.includes(name))
        .map((argument) => sizeOf(field, argument.name) ?? numberOf(argument.defaultValue) ?? 0),
    );
    return Number.isFinite(size) && size > 0 ? size * (1 + within) : within;
  }

  function sizeOf({ arguments: given = [] }: FieldNode, name: string): number | null {
    const value = given.find((argument) => argument.name.value === name)?.value;
    if (value?.kind !== Kind.VARIABLE) return numberIn(value);
    readVariables = true;
    const { value: variable } = value.name;
    if (Object.hasOwn(variables, variable)) return numberOf(variables[variable]);
    const definition = variableDefinitions.find(({ variable: { name } }) => name.value === variable);
    return numberIn(definition?.defaultValue);
  }

  function count(selectionSet: SelectionSetNode, type: GraphQLNamedType): number {
    let items = 0;
    walkFields(
      selectionSet,
      fragments,
      (field) => (items += ofField(field, type)),
      (fragment) => {
        items += fragment.kind === Kind.FRAGMENT_DEFINITION ? ofFragment(fragment) : ofInline(fragment, type);
        return false;
      },
    );
    return items;
  }

  function ofInline({ typeCondition, selectionSet }: InlineFragmentNode, type: GraphQLNamedType): number {
    const condition = typeCondition && schema.getType(typeCondition.name.value);
    return count(selectionSet, isCompositeType(condition) ? condition : type);
  }

  return { count, readVariables: () => readVariables };
}

function numberIn(value: ValueNode | undefined): number | null {
  return value?.kind === Kind.INT ? Number(value.value) : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
