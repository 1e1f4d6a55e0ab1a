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
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { completeFields, completerOf, invalidValue, objectCompleter } from './completion.ts';
import type { CompletedField, Completer, Completion, KnownType } from './completion.ts';
import { nothingLeft } from './conditions.ts';
import type { JsonObject } from '../json.ts';
import { responseNameOf } from './fetch-names.ts';
import type { FetchNames } from './fetch-names.ts';
import type { ResponsePath } from './paths.ts';

/** What a client asked for, ready to be picked out of what was fetched. */
export interface ResponseShape {
  /**
   * Picks it out, checks it against the schema and puts it in order. Nothing of the data given is changed or, but for
   * the values of custom scalars, kept.
   * @param options.explained whether an error says already why there is nothing at that place
   * @returns the data of the response, and the errors that came up
   */
  complete(options: { data: JsonObject; explained: (path: ResponsePath) => boolean }): {
    data: JsonObject | null;
    errors: GraphQLError[];
  };
}

interface Operation {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  names: FetchNames;
}

/** Compiles the response of an operation without conditions. */
export function compileResponse(options: Operation): ResponseShape {
  const { schema, operation } = options;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  const fields = selectionFields(options, [operation.selectionSet], root as KnownType);
  return {
    complete({ data, explained }) {
      const unanswered = fields.filter(
        ({ from, complete, responseName }) =>
          complete !== null && data[from] === undefined && !explained([responseName]),
      );
      const at: Completion =
        unanswered.length === 0
          ? { path: [], errors: [], explained }
          : {
              path: [],
              errors: unanswered.map(({ responseName }) => nobodyAnswers(responseName)),
              explained: (path) =>
                explained(path) || unanswered.some((field) => field.responseName === path[0]),
            };
      const completed = completeFields(fields, root, data, at);
      if (completed !== invalidValue) return { data: completed as JsonObject, errors: at.errors };
      // A subgraph that gave null for all it was asked, and said why, left nothing out.
      return { data: null, errors: explained([]) ? at.errors.slice(unanswered.length) : at.errors };
    },
  };
}

/** The planner leaves out what no subgraph can answer, and a subgraph may leave out what it was asked for. */
function nobodyAnswers(responseName: string): GraphQLError {
  const { message, extensions } = graphqlError('SUBGRAPH_INVALID_RESPONSE', 'No subgraph answers this.');
  return new GraphQLError(message, { path: [responseName], extensions });
}

/** The fields of an object, after https://spec.graphql.org/draft/#CollectFields(). */
function selectionFields(
  around: Operation,
  selectionSets: readonly SelectionSetNode[],
  type: KnownType,
): readonly CompletedField[] {
  const collected = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const dependent: string[] = [];
  for (const selectionSet of selectionSets) collect(selectionSet);
  const fields = [...collected].map(([responseName, nodes]) =>
    completedField(around, type, responseName, nodes),
  );
  // Of an interface alone there is no saying what is to be answered.
  return dependent.length > 0 && isInterfaceType(type) ? [typeField('__typename'), ...fields] : fields;

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (selection === nothingLeft) continue;
      if (selection.kind === Kind.FIELD) {
        const responseName = responseNameOf(selection);
        const same = collected.get(responseName);
        if (same === undefined) collected.set(responseName, [selection]);
        else same.push(selection);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection.typeCondition?.name.value)) collect(selection.selectionSet);
      } else {
        const fragment = around.fragments.get(selection.name.value);
        if (fragment === undefined || visited.has(fragment.name.value)) continue;
        visited.add(fragment.name.value);
        if (applies(fragment.typeCondition.name.value)) collect(fragment.selectionSet);
      }
    }
  }

  function applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = around.schema.getType(condition);
    const does = isAbstractType(wanted) && around.schema.isSubType(wanted, type);
    if (!does) dependent.push(condition);
    return does;
  }
}

function completedField(
  around: Operation,
  parent: KnownType,
  responseName: string,
  nodes: readonly FieldNode[],
): CompletedField {
  const { schema, names } = around;
  const [node] = nodes;
  const name = node?.name.value ?? '';
  if (node === undefined || name === TypeNameMetaFieldDef.name) {
    return typeField(responseName);
  }
  const from = names.ofField(node);
  // Introspection is done by graphql-js, and is as it must be.
  const definition = name.startsWith('__') ? undefined : parent.getFields()[name];
  if (definition === undefined) {
    return { responseName, from: responseName, inherited: true, complete: asItIs, nullable: true };
  }
  const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const described = `${parent.name}.${name}`;
  const within = getNamedType(definition.type);
  const typeNamed = (typename: unknown): KnownType | undefined => {
    // Nobody asked which type of an interface it is, nor for anything that depends on that.
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
        (concrete) => selectionFields(around, selectionSets, concrete),
        typeNamed,
        described,
      ),
    described,
  );
  const nullable = getNullableType(definition.type) === definition.type;
  return { responseName, from, inherited: from in {}, complete, nullable };
}

function typeField(responseName: string): CompletedField {
  return { responseName, from: '__typename', inherited: false, complete: null, nullable: false };
}

const asItIs: Completer = (value) => value ?? null;
