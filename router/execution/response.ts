import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeNameMetaFieldDef,
} from 'graphql';
import type { FieldNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { JsonObject } from '../json.ts';
import { responseNameOf, walkFields } from '../selections.ts';
import type { Fragment, Fragments } from '../selections.ts';
import { completeFields, completerOf, invalidValue, objectCompleter } from './completion.ts';
import type { CompletedField, Completer, Completion, KnownType } from './completion.ts';
import { emptySelection } from './conditions.ts';
import type { FetchNames } from './fetch-names.ts';
import type { ResponsePath } from './paths.ts';

/** The compiled selections of an operation. */
export interface ResponseShape {
  /**
   * Completes the fetched data: selects it, checks it against the schema, and orders its fields. The fetched data stays
   * unchanged, and the result shares only values of custom scalars with it.
   * @param options.isExplained true when an error explains a null at that path
   * @param options.refused root fields that become null, whatever other subgraphs answered for them
   */
  complete(options: {
    data: JsonObject;
    isExplained: (path: ResponsePath) => boolean;
    refused: ReadonlySet<string>;
  }): { data: JsonObject | null; errors: GraphQLError[] };
}

interface Operation {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
  names: FetchNames;
}

/** @param options.operation without `@skip` and `@include` */
export function compileResponse(options: Operation): ResponseShape {
  const { schema, operation } = options;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  const fields = selectionFields(options, [operation.selectionSet], root as KnownType);
  return {
    complete({ data: fetched, isExplained, refused }) {
      const data = refused.size === 0 ? fetched : withoutRefused(fetched, fields, refused);
      const missing = fields.filter(
        ({ from, complete, responseName }) =>
          complete !== null && data[from] === undefined && !isExplained([responseName]),
      );
      const at: Completion =
        missing.length === 0
          ? { path: [], errors: [], isExplained }
          : {
              path: [],
              errors: missing.map(({ responseName }) => missingFieldError(responseName)),
              isExplained: (path) =>
                isExplained(path) || missing.some((field) => field.responseName === path[0]),
            };
      const completed = completeFields(fields, root, data, at);
      if (completed !== invalidValue) return { data: completed as JsonObject, errors: at.errors };
      // A subgraph that answered null for all root fields, and reported why, left out no field.
      return { data: null, errors: isExplained([]) ? at.errors.slice(missing.length) : at.errors };
    },
  };
}

function withoutRefused(
  data: JsonObject,
  fields: readonly CompletedField[],
  refused: ReadonlySet<string>,
): JsonObject {
  const nulls = fields
    .filter(({ responseName }) => refused.has(responseName))
    .map(({ from }): [string, null] => [from, null]);
  return { ...data, ...Object.fromEntries<null>(nulls) };
}

/** A root field that the planner found no subgraph for, or that its subgraph left out. */
function missingFieldError(responseName: string): GraphQLError {
  const { message, extensions } = graphqlError(
    'SUBGRAPH_INVALID_RESPONSE',
    'No subgraph returned this field.',
  );
  return new GraphQLError(message, { path: [responseName], extensions });
}

/** Collects the fields of an object (https://spec.graphql.org/draft/#CollectFields()). */
function selectionFields(
  context: Operation,
  selectionSets: readonly SelectionSetNode[],
  type: KnownType,
): readonly CompletedField[] {
  const collected = new Map<string, FieldNode[]>();
  const visited = new Set<Fragment>();
  /** Type conditions that the type does not satisfy. */
  const unsatisfied = new Set<string>();
  for (const selectionSet of selectionSets) walkFields(selectionSet, context.fragments, collect, opens);
  const fields = [...collected].map(([responseName, nodes]) =>
    completedField(context, type, responseName, nodes),
  );
  // With only the interface known, fragments on its object types cannot be applied: completion reports an error.
  return unsatisfied.size > 0 && isInterfaceType(type) ? [typenameField('__typename'), ...fields] : fields;

  function collect(field: FieldNode): void {
    if (field === emptySelection) return;
    const responseName = responseNameOf(field);
    const same = collected.get(responseName);
    if (same === undefined) collected.set(responseName, [field]);
    else same.push(field);
  }

  function opens(fragment: Fragment): boolean {
    if (fragment.kind === Kind.FRAGMENT_DEFINITION) {
      if (visited.has(fragment)) return false;
      visited.add(fragment);
    }
    const condition = fragment.typeCondition?.name.value;
    if (condition === undefined || condition === type.name) return true;
    const wanted = context.schema.getType(condition);
    const applies = isAbstractType(wanted) && context.schema.isSubType(wanted, type);
    if (!applies) unsatisfied.add(condition);
    return applies;
  }
}

function completedField(
  context: Operation,
  parent: KnownType,
  responseName: string,
  nodes: readonly FieldNode[],
): CompletedField {
  const { schema, names } = context;
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (node === undefined || name === TypeNameMetaFieldDef.name) {
    return typenameField(responseName);
  }
  const from = names.ofField(node);
  // graphql-js resolves introspection fields, and completes them too.
  const definition = name.startsWith('__') ? undefined : parent.getFields()[name];
  if (definition === undefined) {
    return { responseName, from: responseName, inherited: true, complete: unchanged, nullable: true };
  }
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const coordinate = `${parent.name}.${name}`;
  const within = getNamedType(definition.type);
  const typeNamed = (typename: unknown): KnownType | undefined => {
    // The plan fetches no `__typename` when all possible types have the same selections.
    if (typename === undefined && isInterfaceType(within)) return within;
    const type = typeof typename === 'string' ? schema.getType(typename) : undefined;
    if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
    const fits = type === within || (isAbstractType(within) && schema.isSubType(within, type));
    return fits ? type : undefined;
  };
  const complete: Completer = completerOf(
    definition.type,
    (type) =>
      objectCompleter(
        type,
        (concrete) => selectionFields(context, selectionSets, concrete),
        typeNamed,
        coordinate,
      ),
    coordinate,
  );
  const nullable = getNullableType(definition.type) === definition.type;
  return { responseName, from, inherited: from in {}, complete, nullable };
}

function typenameField(responseName: string): CompletedField {
  return { responseName, from: '__typename', inherited: false, complete: null, nullable: false };
}

const unchanged: Completer = (value) => value ?? null;
