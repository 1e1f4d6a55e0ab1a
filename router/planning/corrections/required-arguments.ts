import { GraphQLError, Kind, parse, print, visit } from 'graphql';
import type {
  ArgumentNode,
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  FieldNode,
  SelectionSetNode,
} from 'graphql';
import { contextTypes, withContextSelections } from './context-selections.ts';
import {
  argumentOf,
  graphNames,
  graphOf,
  hasFields,
  implementing,
  isExternal,
  namedType,
  parseFieldSet,
  printFieldSet,
  stringOf,
} from '../../supergraph/join-directives.ts';
import type { FieldsType } from '../../supergraph/join-directives.ts';

/**
 * What `@requires` needs with arguments, told apart from what clients ask for with theirs. The planner knows a field by
 * its name: a client's `price(currency: "EUR")`, one `@requires` of `price(currency: "USD")` and another one of
 * `price(currency: "NOK")` would all be the one `price`. So each field that is required with arguments of its own
 * becomes a field of the supergraph as well, without arguments, which clients do not see.
 */
export interface RequiredArguments {
  /** The supergraph with those fields, for the planner. */
  sdl: string;
  /** What to ask subgraphs for in the place of such a field. */
  fields: ReadonlyMap<string, { name: string; arguments: readonly ArgumentNode[] }>;
  /** Such fields that a field of a type needs, in one subgraph. */
  neededBy(subgraph: string, type: string, field: string): ReadonlySet<string>;
}

const nothingNeeded: ReadonlySet<string> = new Set();

/**
 * Finds the fields that are required and take arguments.
 * @param sdl a supergraph
 */
export function separateRequiredArguments(sdl: string): RequiredArguments {
  const none: RequiredArguments = { sdl, fields: new Map(), neededBy: () => nothingNeeded };
  if (!/requires:|contextArguments:/.test(sdl)) return none;
  const document = parse(sdl, { noLocation: true });
  const separated = separate(document);
  return separated.fields.size === 0 ? none : { ...separated, sdl: print(separated.document) };
}

function separate(document: DocumentNode) {
  const types = new Map(
    document.definitions.flatMap((node) => (hasFields(node) ? [[node.name.value, node] as const] : [])),
  );
  const fields = new Map<string, { name: string; arguments: readonly ArgumentNode[] }>();
  const namesByUse = new Map<string, string>();
  /** The new fields of each type, by the field that they stand for. */
  const added = new Map<string, Map<string, Set<string>>>();
  const needed = new Map<string, Set<string>>();
  /** The subgraphs that need a new field of a type. */
  const users = new Map<string, Set<string>>();

  function standInFor(type: FieldsType, field: FieldNode, graph: string): string {
    const { kind, name: fieldName, arguments: given = [] } = field;
    const use = print({ kind, name: fieldName, arguments: given });
    let name = namesByUse.get(use);
    if (name === undefined) {
      name = `${fieldName.value}__required_${namesByUse.size}`;
      namesByUse.set(use, name);
      fields.set(name, { name: fieldName.value, arguments: given });
    }
    for (const owner of [type, ...implementationsOf(type)]) {
      const ofType = added.get(owner.name.value) ?? new Map<string, Set<string>>();
      added.set(owner.name.value, ofType);
      const key = `${owner.name.value} ${name}`;
      users.set(key, (users.get(key) ?? new Set()).add(graph));
      ofType.set(field.name.value, (ofType.get(field.name.value) ?? new Set()).add(name));
    }
    return name;
  }

  function implementationsOf({ kind, name }: FieldsType): FieldsType[] {
    if (kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    return [...types.values()].filter(({ interfaces = [] }) =>
      interfaces.some((implemented) => implemented.name.value === name.value),
    );
  }

  /** The selection with the new fields in it, and their names. */
  function rewritten(
    selectionSet: SelectionSetNode,
    type: FieldsType,
    graph: string,
    used: Set<string>,
  ): SelectionSetNode {
    const selections = selectionSet.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const within = types.get(selection.typeCondition?.name.value ?? '') ?? type;
        return { ...selection, selectionSet: rewritten(selection.selectionSet, within, graph, used) };
      }
      const definition = type.fields?.find(({ name }) => name.value === selection.name.value);
      if (definition === undefined) return selection;
      const within = types.get(namedType(definition.type));
      const nested =
        selection.selectionSet && within && rewritten(selection.selectionSet, within, graph, used);
      const own = nested === undefined ? selection : { ...selection, selectionSet: nested };
      if ((definition.arguments ?? []).length === 0) return own;
      const name = standInFor(type, selection, graph);
      used.add(name);
      return { ...own, name: { ...selection.name, value: name }, arguments: [] };
    });
    return { ...selectionSet, selections };
  }

  const isOfInterface = ({ name }: FieldDefinitionNode, { interfaces = [] }: FieldsType) =>
    interfaces.some((implemented) =>
      types.get(implemented.name.value)?.fields?.some((field) => field.name.value === name.value),
    );

  const graphs = graphNames(document);
  const provided = providedFields(document);
  const inaccessible = inaccessibleDirective(document);

  const ofContext = contextTypes(document, types);
  /** The selection of a context: what it is of may be of several types, which have fields of the same name. */
  function rewrittenContext(selectionSet: SelectionSetNode, context: string, graph: string) {
    const [first, ...others] = ofContext(context).map((type) =>
      rewritten(selectionSet, type, graph, new Set()),
    );
    if (first === undefined || others.every((other) => print(other) === print(first))) return first;
    throw new GraphQLError(
      `the context ${context} names a field that takes arguments in some of its types only`,
    );
  }

  function withRewrittenContexts(directive: ConstDirectiveNode): ConstDirectiveNode {
    const given = argumentOf(directive, 'contextArguments');
    if (directive.name.value !== 'join__field' || given === undefined) return directive;
    const changed = withContextSelections(
      given,
      (selectionSet, context) => rewrittenContext(selectionSet, context, graphOf(directive)) ?? selectionSet,
    );
    return {
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) => (argument === given ? changed : argument)),
    };
  }

  function withRewrittenRequires(field: FieldDefinitionNode, type: FieldsType): FieldDefinitionNode {
    const directives = field.directives?.map(withRewrittenContexts).map((directive): ConstDirectiveNode => {
      const requires = argumentOf(directive, 'requires');
      if (directive.name.value !== 'join__field' || requires?.value.kind !== Kind.STRING) return directive;
      const used = new Set<string>();
      const graph = graphOf(directive);
      const selectionSet = rewritten(parseFieldSet(requires.value.value), type, graph, used);
      if (used.size === 0) return directive;
      const subgraph = graphs.get(graph) ?? graph;
      needed.set(useKey(subgraph, type.name.value, field.name.value), used);
      const value = { ...requires.value, value: printFieldSet(selectionSet) };
      return {
        ...directive,
        arguments: (directive.arguments ?? []).map((argument) =>
          argument === requires ? { ...argument, value } : argument,
        ),
      };
    });
    return { ...field, ...(directives === undefined ? {} : { directives }) };
  }

  // First what is required, everywhere; then the new fields are made of what that made of their models.
  const requiring = visit(document, {
    ObjectTypeDefinition: (node) => ({
      ...node,
      fields: node.fields?.map((field) => withRewrittenRequires(field, node)),
    }),
    InterfaceTypeDefinition: (node) => ({
      ...node,
      fields: node.fields?.map((field) => withRewrittenRequires(field, node)),
    }),
  });
  const withStandIns = <Type extends FieldsType>(node: Type): Type | undefined => {
    const standIns = added.get(node.name.value);
    if (standIns === undefined) return undefined;
    const made = [...standIns].flatMap(([modelName, names]) => {
      const model = node.fields?.find(({ name }) => name.value === modelName);
      return model === undefined
        ? []
        : [...names].map((name) =>
            standIn(model, name, inaccessible.node, users.get(`${node.name.value} ${name}`) ?? new Set()),
          );
    });
    const models = node.fields?.map((field) =>
      standIns.has(field.name.value) && !provided.has(field.name.value)
        ? withoutExternal(field, isOfInterface(field, node) ? implementing(node) : new Set())
        : field,
    );
    return { ...node, fields: [...(models ?? []), ...made] };
  };
  const complete = visit(requiring, {
    ObjectTypeDefinition: withStandIns,
    InterfaceTypeDefinition: withStandIns,
  });
  return {
    document: inaccessible.declaredIn(complete),
    fields,
    neededBy: (subgraph: string, type: string, field: string) =>
      needed.get(useKey(subgraph, type, field)) ?? nothingNeeded,
  };
}

function useKey(subgraph: string, type: string, field: string): string {
  return `${subgraph} ${type}.${field}`;
}

function standIn(
  model: FieldDefinitionNode,
  name: string,
  inaccessible: ConstDirectiveNode,
  users: ReadonlySet<string>,
): FieldDefinitionNode {
  const { kind, type, directives = [] } = model;
  const joined = directives.filter(
    (directive) =>
      directive.name.value === 'join__field' && (!isExternal(directive) || users.has(graphOf(directive))),
  );
  return { kind, type, name: { ...model.name, value: name }, directives: [...joined, inaccessible] };
}

/** Nothing in a subgraph speaks of the field any more that only `@requires` spoke of: it would be refused there. */
function withoutExternal(field: FieldDefinitionNode, kept: ReadonlySet<string>): FieldDefinitionNode {
  const directives = field.directives?.filter((directive) => {
    return !isExternal(directive) || kept.has(graphOf(directive));
  });
  return { ...field, ...(directives === undefined ? {} : { directives }) };
}

/** The names in all that is provided. */
function providedFields(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const provides = stringOf(directive as ConstDirectiveNode, 'provides');
      for (const [name] of provides?.matchAll(/\w+/g) ?? []) names.add(name);
    },
  });
  return names;
}

/** `@inaccessible`, and the way to declare it where the supergraph does not yet. */
function inaccessibleDirective(document: DocumentNode) {
  const spec = 'https://specs.apollo.dev/inaccessible/';
  const links = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION ? (node.directives ?? []) : [],
  );
  const link = links.find((directive) => stringOf(directive, 'url')?.startsWith(spec) === true);
  const name = link === undefined ? 'inaccessible' : (stringOf(link, 'as') ?? 'inaccessible');
  const node: ConstDirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: [],
  };
  const declaration = parse(`
    extend schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`);
  const [extension, definition] = declaration.definitions;
  const added = extension?.kind === Kind.SCHEMA_EXTENSION ? (extension.directives ?? []) : [];
  return {
    node,
    declaredIn(complete: DocumentNode): DocumentNode {
      if (link !== undefined) return complete;
      const definitions = complete.definitions.map((existing) =>
        existing.kind === Kind.SCHEMA_DEFINITION
          ? { ...existing, directives: [...(existing.directives ?? []), ...added] }
          : existing,
      );
      return {
        ...complete,
        definitions: definition === undefined ? definitions : [...definitions, definition],
      };
    },
  };
}
