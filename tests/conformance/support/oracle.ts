import { execute, getNamedType, graphql, isCompositeType, parse } from 'graphql';
import type { ExecutionResult, GraphQLFieldResolver, GraphQLSchema, SelectionSetNode } from 'graphql';
import { argumentsIn, fieldsIn, namedTypeOf } from './graph-model.ts';
import type { GraphModel, Source } from './graph-model.ts';
import type { FieldSdl } from './federation-sdl.ts';
import type { FieldFunction } from './graph.ts';
import type { Value, World } from './world.ts';

/** Executes operations with graphql-js over the merged schema and the whole data. */
export interface Oracle {
  schema: GraphQLSchema;
  /** Validates and executes an operation. */
  ask(
    source: string,
    variables: Value | undefined,
    operationName: string | undefined,
    world: World,
  ): Promise<ExecutionResult>;
  /** Executes an operation without validation. */
  execute(query: string, world: World): Promise<ExecutionResult>;
}

export function oracleOf(model: GraphModel, schema: GraphQLSchema): Oracle {
  /** A field's value, computed from the whole object. */
  function valueOf(type: string, source: Source, name: string, args: Value, world: World): unknown {
    const deviation = model.graph.deviations?.['oracle']?.[type]?.[name] as FieldFunction | undefined;
    const compute = deviation ?? model.functionOf(type, source, name);
    model.checkFailing(type, source, name);
    if (compute === undefined) return world.follow(model.stored(type, source, name, world));
    const owner = deviation === undefined ? model.ownerOf(type, name) : undefined;
    if (owner === undefined) return world.follow(compute(source.value as never, args as never, world));
    const given = owner.field.requires === undefined ? source.value : requiredBy(type, source, owner, world);
    const fromContext = contextArguments(source, owner, world);
    return world.follow(compute(given as never, { ...args, ...fromContext } as never, world));
  }

  /** The keys and required fields that a subgraph gets for a field with `@requires`. */
  function requiredBy(
    type: string,
    source: Source,
    { subgraph, field }: { subgraph: string; field: FieldSdl },
    world: World,
  ): unknown {
    const keys = [...(model.subgraphs.get(subgraph) ?? [])].flatMap(([name, { keys: some }]) =>
      model.isA(type, name) ? some.map(({ selection }) => selection) : [],
    );
    const required = field.requires === undefined ? [] : [field.requires];
    return select([...keys, ...required], source, type, world);
  }

  /** Evaluates a field set over an object. */
  function select(
    selections: readonly SelectionSetNode[],
    source: Source,
    declaredType: string,
    world: World,
  ): Value {
    const type = source.__typename ?? declaredType;
    const selected: Value = {};
    for (const node of fieldsIn(model, selections, type)) {
      const name = node.name.value;
      if (name === '__typename') {
        selected[name] = type;
        continue;
      }
      const owner = model.ownerOf(type, name);
      const value = nullIfFailing(() => valueOf(type, source, name, argumentsIn(node, owner?.field), world));
      const within = fieldsIn(model, selections, type)
        .filter((other) => other.name.value === name)
        .flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet]));
      const of = owner === undefined ? name : namedTypeOf(owner.field);
      const selectWithin = (object: object) => select(within, sourceOf(object as Value, source), of, world);
      selected[name] = within.length === 0 ? value : mapDeep(value, selectWithin);
    }
    return selected;
  }

  /** The values of `@fromContext` arguments, each from the nearest ancestor that sets the context. */
  function contextArguments(
    source: Source,
    { subgraph, field }: { subgraph: string; field: FieldSdl },
    world: World,
  ): Value {
    const args: Value = {};
    for (const [argument, { context, selection }] of field.contextArguments) {
      const setters = [...(model.subgraphs.get(subgraph) ?? [])]
        .filter(([, { contexts }]) => contexts.includes(context))
        .map(([name]) => name);
      const setsContext = ({ __typename = 'Query' }: Source) =>
        setters.some((setter) => model.isA(__typename, setter));
      let ancestor = source.parent;
      while (ancestor !== undefined && !setsContext(ancestor)) ancestor = ancestor.parent;
      if (ancestor === undefined) throw new Error(`No ancestor sets the context ${context}.`);
      let value: unknown = select([selection], ancestor, 'Query', world);
      while (typeof value === 'object' && value !== null && !Array.isArray(value))
        [value] = Object.values(value) as unknown[];
      args[argument] = value;
    }
    return args;
  }

  const fieldResolver: GraphQLFieldResolver<Source | undefined, World> = (source, args, world, info) => {
    const type = info.parentType.name;
    const parent: Source = { provided: [], value: {}, ...source, __typename: type };
    const value = valueOf(type, parent, info.fieldName, args as Value, world);
    const isComposite = isCompositeType(getNamedType(info.returnType));
    return isComposite ? mapDeep(value, (object) => sourceOf(object as Value, parent)) : value;
  };

  return {
    schema,
    ask: (source, variableValues, operationName, contextValue) =>
      Promise.resolve(
        graphql({ schema, source, contextValue, variableValues, operationName, fieldResolver }),
      ),
    execute: (query, contextValue) =>
      Promise.resolve(execute({ schema, document: parse(query), contextValue, fieldResolver })),
  };
}

/** A required field that fails is null in the representation. */
function nullIfFailing(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return null;
  }
}

function sourceOf(value: Value, parent: Source): Source {
  const type = Object.hasOwn(value, '__typename') ? { __typename: String(value['__typename']) } : {};
  return { ...type, value, provided: [], parent };
}

/** Maps the objects in a value that may be a list, or null. */
export function mapDeep(value: unknown, map: (object: object) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapDeep(item, map));
  return typeof value === 'object' && value !== null && !(value instanceof Error) ? map(value) : value;
}
