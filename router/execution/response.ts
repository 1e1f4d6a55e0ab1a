import {
  getDirectiveValues,
  getNamedType,
  getNullableType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
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
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { completeFields, completerOf, faulty, objectCompleter } from './completion.ts';
import type { CompletedField, Completer, Completion, KnownType } from './completion.ts';
import type { JsonObject } from './data.ts';
import type { FetchNames } from './names.ts';
import type { Place } from './places.ts';

/** What a client asked for, ready to be picked out of what was fetched. */
export interface ResponseShape {
  /**
   * Picks it out, checks it against the schema and puts it in order. Nothing of the data given is changed or, but for
   * the values of custom scalars, kept.
   * @param options.variables coerced
   * @param options.explained whether an error says already why there is nothing at that place
   * @returns the data of the response, and the errors that came up
   */
  complete(options: {
    data: JsonObject;
    variables: Readonly<Record<string, unknown>>;
    explained: (path: Place) => boolean;
  }): { data: JsonObject | null; errors: GraphQLError[] };
}

interface Operation {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  names: FetchNames;
}

/** Each combination of what is skipped and included has a shape of its own; so many are kept. */
const keptVariants = 32;

export function compileResponse(options: Operation): ResponseShape {
  const { schema, operation } = options;
  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  const conditions = conditionVariables(options);
  const variants = new Map<string, readonly CompletedField[]>();

  function fieldsFor(variables: Readonly<Record<string, unknown>>): readonly CompletedField[] {
    const key = conditions.length === 0 ? '' : conditions.map((name) => String(variables[name])).join();
    let fields = variants.get(key);
    if (fields === undefined) {
      fields = selectionFields(options, variables, [operation.selectionSet], root as KnownType);
      const [oldest] = variants.keys();
      if (variants.size >= keptVariants && oldest !== undefined) variants.delete(oldest);
      variants.set(key, fields);
    }
    return fields;
  }

  return {
    complete({ data, variables, explained }) {
      const fields = fieldsFor(variables);
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
      return { data: completed === faulty ? null : (completed as JsonObject), errors: at.errors };
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
  variables: Readonly<Record<string, unknown>>,
  selectionSets: readonly SelectionSetNode[],
  type: KnownType,
): readonly CompletedField[] {
  const collected = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const dependent: string[] = [];
  for (const selectionSet of selectionSets) collect(selectionSet);
  const fields = [...collected].map(([responseName, nodes]) =>
    completedField(around, variables, type, responseName, nodes),
  );
  // Of an interface alone there is no saying what is to be answered.
  return dependent.length > 0 && isInterfaceType(type) ? [typeField('__typename'), ...fields] : fields;

  function collect({ selections }: SelectionSetNode): void {
    for (const selection of selections) {
      if (!isIncluded(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) {
        const responseName = (selection.alias ?? selection.name).value;
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

function isIncluded(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] !== false;
}

function completedField(
  around: Operation,
  variables: Readonly<Record<string, unknown>>,
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
        (concrete) => selectionFields(around, variables, selectionSets, concrete),
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

/** The variables that say what is skipped and included. */
function conditionVariables({ operation, fragments }: Operation): string[] {
  const found = new Set<string>();
  const look = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      for (const { name, arguments: given = [] } of selection.directives ?? []) {
        if (name.value !== 'skip' && name.value !== 'include') continue;
        for (const { value } of given) if (value.kind === Kind.VARIABLE) found.add(value.name.value);
      }
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet !== undefined) {
        look(selection.selectionSet);
      }
    }
  };
  look(operation.selectionSet);
  for (const { selectionSet } of fragments.values()) look(selectionSet);
  return [...found];
}
