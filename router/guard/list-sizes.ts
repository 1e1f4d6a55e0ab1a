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
import type { OperationLimits } from './limits.ts';

/** Of Relay connections: https://relay.dev/graphql/connections.htm#sec-Arguments. */
const sizeArguments = ['first', 'last'];

export interface RequestedOperation {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Readonly<Record<string, unknown>>;
}

/** The most items and fields of an answer, by the sizes of its pages. */
interface Extent {
  items: number;
  fields: number;
}

const nothing: Extent = { items: 0, fields: 0 };

/**
 * Refuses operations that request too many list items, or too many fields in all of their items. Nested pages multiply.
 * The size of a page is its argument's value, the variable's value or default, or the default of the argument.
 * @throws GraphQLError OPERATION_TOO_LARGE
 */
export function checkListSizes(
  { schema, document, operation, variables }: RequestedOperation,
  { maxItems, maxFields }: Pick<OperationLimits, 'maxItems' | 'maxFields'>,
): void {
  const { items, fields } = fixedExtents.get(operation) ?? extentOf(schema, document, operation, variables);
  if (items > maxItems) {
    const message = `The operation requests up to ${items} list items: expected at most ${maxItems} (LIMIT_ITEMS). Ask for smaller pages.`;
    throw withHttpStatus(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'items' }), 400);
  }
  if (fields > maxFields) {
    const message = `The operation requests up to ${fields} fields in all items: expected at most ${maxFields} (LIMIT_FIELDS). Ask for smaller pages or fewer fields.`;
    throw withHttpStatus(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'fields' }), 400);
  }
}

/** Only for operations without sizes in variables. An operation always has the same document and schema. */
const fixedExtents = new WeakMap<OperationDefinitionNode, Extent>();

function extentOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Extent {
  const root = schema.getRootType(operation.operation);
  const counter = createCounter(schema, document, operation, variables);
  const extent = root ? counter.count(operation.selectionSet, root) : nothing;
  if (!counter.readVariables()) fixedExtents.set(operation, extent);
  return extent;
}

type Count = (selectionSet: SelectionSetNode, type: GraphQLNamedType) => Extent;

function createCounter(
  schema: GraphQLSchema,
  document: DocumentNode,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): { count: Count; readVariables: () => boolean } {
  let readVariables = false;
  const fragments = fragmentsOf(document);
  // Each fragment is counted once.
  const counted = new Map<FragmentDefinitionNode, Extent>();

  function ofFragment(fragment: FragmentDefinitionNode): Extent {
    const known = counted.get(fragment);
    if (known !== undefined) return known;
    const type = schema.getType(fragment.typeCondition.name.value);
    const extent = type === undefined ? nothing : count(fragment.selectionSet, type);
    counted.set(fragment, extent);
    return extent;
  }

  function ofField(field: FieldNode, parent: GraphQLNamedType): Extent {
    if (field.selectionSet === undefined) return { items: 0, fields: 1 };
    if (!isObjectType(parent) && !isInterfaceType(parent)) return nothing;
    const definition = parent.getFields()[field.name.value];
    if (definition === undefined) return nothing;
    const within = count(field.selectionSet, getNamedType(definition.type));
    const size = Math.max(
      ...definition.args
        .filter(({ name }) => sizeArguments.includes(name))
        .map((argument) => sizeOf(field, argument.name) ?? numberOf(argument.defaultValue) ?? 0),
    );
    if (!Number.isFinite(size) || size <= 0) return { items: within.items, fields: 1 + within.fields };
    return { items: size * (1 + within.items), fields: 1 + size * within.fields };
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

  function count(selectionSet: SelectionSetNode, type: GraphQLNamedType): Extent {
    const sum = { items: 0, fields: 0 };
    const add = ({ items, fields }: Extent) => {
      sum.items += items;
      sum.fields += fields;
    };
    walkFields(
      selectionSet,
      fragments,
      (field) => {
        add(ofField(field, type));
      },
      (fragment) => {
        add(fragment.kind === Kind.FRAGMENT_DEFINITION ? ofFragment(fragment) : ofInline(fragment, type));
        return false;
      },
    );
    return sum;
  }

  function ofInline({ typeCondition, selectionSet }: InlineFragmentNode, type: GraphQLNamedType): Extent {
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
