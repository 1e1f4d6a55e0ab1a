import {
  getArgumentValues,
  getIntrospectionQuery,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from 'graphql';
import type {
  FieldNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import { fieldsIn, fragmentsOf, responseNameOf } from '../selections.ts';
import type { Fragments } from '../selections.ts';
import type { RequestedOperation } from './list-sizes.ts';

interface Introspection {
  schema: GraphQLSchema;
  fragments: Fragments;
  variables: Readonly<Record<string, unknown>>;
  maxBytes: number;
}

/** A selected field of introspection. */
interface CountedField {
  nameBytes: number;
  resolve: GraphQLField<unknown, unknown>['resolve'];
  args: Record<string, unknown>;
  type: unknown;
  selectionSet: SelectionSetNode | undefined;
}

const metaFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/**
 * Refuses operations whose introspection answers much more than the whole schema: with aliases, a query of 1 KB asks for
 * megabytes. The size is counted before the introspection is executed, and only up to the limit.
 * @param maxCopies multiples of the answer to the standard introspection query; 0 sets no limit
 * @throws GraphQLError OPERATION_TOO_LARGE
 */
export function checkIntrospectionSize(
  { schema, document, operation, variables }: RequestedOperation,
  maxCopies: number,
): void {
  if (maxCopies === 0 || allowed.get(operation) === maxCopies) return;
  const fragments = fragmentsOf(document);
  const fields = fieldsIn(operation.selectionSet, fragments).filter(({ name }) => metaFields.has(name.value));
  if (fields.length > 0) {
    const maxBytes = maxCopies * sizeOfWholeSchema(schema);
    if (bytesOf({ schema, fragments, variables, maxBytes }, fields) > maxBytes) throw tooLarge(maxCopies);
  }
  // Values of variables change the answer.
  const isFixed = fields.length === 0 || (operation.variableDefinitions ?? []).length === 0;
  if (isFixed) allowed.set(operation, maxCopies);
}

/** Operations that keep the limit with all variables, by that limit. An operation always has the same document and schema. */
const allowed = new WeakMap<OperationDefinitionNode, number>();

function tooLarge(maxCopies: number) {
  const message = `The operation's introspection answers more than ${maxCopies} times the whole schema: ask for less (LIMIT_INTROSPECTION).`;
  return withHttpStatus(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'introspection' }), 400);
}

const wholeSchemas = new WeakMap<GraphQLSchema, number>();

/** The bytes of the answer to the standard introspection query, with all of its options. */
function sizeOfWholeSchema(schema: GraphQLSchema): number {
  const known = wholeSchemas.get(schema);
  if (known !== undefined) return known;
  const query = getIntrospectionQuery({
    ...{ descriptions: true, schemaDescription: true, specifiedByUrl: true },
    ...{ directiveIsRepeatable: true, inputValueDeprecation: true, oneOf: true },
  });
  const document = parse(query, { noLocation: true });
  const fragments = fragmentsOf(document);
  const [operation] = document.definitions;
  const selected = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet : undefined;
  const unlimited = { schema, fragments, variables: {}, maxBytes: Infinity };
  const bytes = bytesOf(unlimited, fieldsIn(selected, fragments));
  wholeSchemas.set(schema, bytes);
  return bytes;
}

/** Counts characters of JSON, and stops above the limit. Fields that `@skip` leaves out count. */
function bytesOf(introspection: Introspection, fields: readonly FieldNode[]): number {
  const { schema, fragments, variables, maxBytes } = introspection;
  // Resolvers of introspection read nothing else.
  const info = { schema } as GraphQLResolveInfo;
  let bytes = 0;
  /** Each selection is compiled once, for all values of its type. */
  const compiled = new Map<SelectionSetNode, readonly CountedField[]>();

  function compile(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined): CountedField {
    return {
      nameBytes: responseNameOf(node).length + `"":,`.length,
      resolve: field?.resolve,
      args: field === undefined ? {} : argumentsOf(field, node, variables),
      type: field === undefined ? undefined : getNamedType(field.type),
      selectionSet: node.selectionSet,
    };
  }

  /** The meta types have no interfaces and unions: a selection is always of the same type. */
  function fieldsOf(selectionSet: SelectionSetNode, type: GraphQLObjectType): readonly CountedField[] {
    const known = compiled.get(selectionSet);
    if (known !== undefined) return known;
    const definitions = type.getFields();
    const selected = fieldsIn(selectionSet, fragments).map((node) =>
      compile(node, definitions[node.name.value]),
    );
    compiled.set(selectionSet, selected);
    return selected;
  }

  function addField({ nameBytes, resolve, args, type, selectionSet }: CountedField, parent: unknown): void {
    bytes += nameBytes;
    if (resolve === undefined || bytes > maxBytes) return;
    addValue(resolve(parent, args, undefined, info), type, selectionSet);
  }

  function addValue(value: unknown, type: unknown, selectionSet: SelectionSetNode | undefined): void {
    bytes += `{},`.length;
    if (bytes > maxBytes) return;
    if (Array.isArray(value)) for (const item of value) addValue(item, type, selectionSet);
    else if (typeof value === 'string') bytes += value.length;
    else if (selectionSet !== undefined && isObjectType(type) && value !== null && value !== undefined) {
      for (const field of fieldsOf(selectionSet, type)) {
        if (bytes > maxBytes) return;
        addField(field, value);
      }
    }
  }

  for (const node of fields) addField(compile(node, metaFields.get(node.name.value)), undefined);
  return bytes;
}

/** Invalid arguments count as left out: execution reports them. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return {};
  }
}
