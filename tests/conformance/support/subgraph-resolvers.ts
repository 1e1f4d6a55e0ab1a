import { getNamedType, isCompositeType } from 'graphql';
import type { GraphQLFieldResolver, SelectionSetNode } from 'graphql';
import type { FieldSdl, TypeSdl } from './federation-sdl.ts';
import { MissingData, fieldsIn, typenameOf } from './graph-model.ts';
import type { GraphModel, Source } from './graph-model.ts';
import type { FieldFunction, ReferenceFunction } from './graph.ts';
import { mapDeep } from './oracle.ts';
import { faultOf, pickRequired } from './representations.ts';
import type { Value, World } from './world.ts';

export interface SubgraphResolvers {
  fieldResolver: GraphQLFieldResolver<never, never>;
  /** Entities by type: `__resolveReference` finds the entity of a representation. */
  resolvers: Record<string, { __resolveReference: (representation: Value, world: World) => unknown }>;
}

/**
 * Resolvers of a subgraph. They answer only the fields that its SDL resolves, and compute `@requires` fields from the
 * representation alone.
 * @param violated is called for each request that no correct router sends: for an external or moved field, or with a
 *   representation that lacks a resolvable key or a required field, or has any further field
 * @param options.allowsMoreFields true to ignore further fields of a representation
 */
export function subgraphResolvers(
  model: GraphModel,
  subgraph: string,
  violated: (violation: string) => void,
  { allowsMoreFields = false } = {},
): SubgraphResolvers {
  const sdl = model.subgraphs.get(subgraph) ?? new Map<string, TypeSdl>();
  const deviations = model.graph.deviations?.[subgraph] ?? {};

  function refuse(violation: string): never {
    violated(`${subgraph}: ${violation}`);
    throw new Error(violation);
  }

  function resolveField(
    source: Source | undefined,
    args: unknown,
    world: World,
    type: string,
    name: string,
  ): unknown {
    const deviation = deviations[type]?.[name] as FieldFunction | undefined;
    if (deviation !== undefined) return deviation(source?.value as never, args as never, world);
    const field = sdl.get(type)?.fields.get(name);
    if (field === undefined) throw new Error(`The SDL has no ${type}.${name}.`);
    if (model.isMoved(subgraph, type, name))
      refuse(`${type}.${name} is resolved by another subgraph (@override)`);
    const isAnswerable = !field.isExternal || isOwnKey(type, name) || isProvided(source, name);
    if (!isAnswerable) refuse(`${type}.${name} is external`);
    const compute = model.functionOf(type, source, name);
    model.checkFailing(type, source, name);
    if (compute === undefined) return model.stored(type, source, name, world);
    const given =
      field.requires === undefined ? source?.value : givenFor(type, source, field, field.requires);
    return compute(given as never, args as never, world);
  }

  const isOwnKey = (type: string, name: string) => {
    const { keys, isExtension } = sdl.get(type) ?? { keys: [], isExtension: false };
    return (
      isExtension &&
      fieldsIn(
        model,
        keys.map(({ selection }) => selection),
        type,
      ).some((node) => node.name.value === name)
    );
  };

  function providedWithin(source: Source | undefined, name: string): SelectionSetNode[] | undefined {
    const nodes = fieldsIn(model, source?.provided ?? [], source && typenameOf(source));
    const named = nodes.filter((node) => node.name.value === name);
    return named.length === 0 ? undefined : named.flatMap(({ selectionSet }) => selectionSet ?? []);
  }
  const isProvided = (source: Source | undefined, name: string) => providedWithin(source, name) !== undefined;

  /** The key and exactly the required fields, as the representation has them. */
  function givenFor(
    type: string,
    source: Source | undefined,
    field: FieldSdl,
    requires: SelectionSetNode,
  ): Value {
    const { representation, value } = source ?? {};
    const keyNames = fieldsIn(
      model,
      (sdl.get(type)?.keys ?? []).map(({ selection }) => selection),
      type,
    );
    const sent = representation ?? {};
    const key = keyNames.map((node) => node.name.value).filter((name) => Object.hasOwn(sent, name));
    const local = Object.fromEntries(
      fieldsIn(model, [requires], type)
        .map((node) => node.name.value)
        .filter((name) => !Object.hasOwn(sent, name) && isProvided(source, name))
        .map((name) => [name, value?.[name]]),
    );
    return {
      ...Object.fromEntries(key.map((name) => [name, sent[name]])),
      ...pickRequired(model, sdl, [requires], { ...local, ...sent }, type, (name) =>
        refuse(`${type}.${field.node.name.value} requires ${name}, which was not sent`),
      ),
    };
  }

  function resolveReference(representation: Value, world: World): unknown {
    const fault = faultOf(model, sdl, representation, { allowsMoreFields });
    if (fault !== undefined) refuse(`${fault}: ${JSON.stringify(representation)}`);
    const type = String(representation['__typename']);
    const { keys = [] } = sdl.get(type) ?? {};
    const keyNames = fieldsIn(
      model,
      keys.map(({ selection }) => selection),
      undefined,
    ).map(({ name }) => name.value);
    const key = Object.fromEntries(
      Object.entries(representation).filter(([name]) => keyNames.includes(name)),
    );
    const found = world.find(type, key);
    const deviation = deviations[type]?.['__resolveReference'] as ReferenceFunction | undefined;
    const entity =
      deviation === undefined ? found : deviation(found as never, representation as never, world);
    const isUnknownType = found?.['__typename'] === type && sdl.get(type)?.isObject !== true;
    const wrap = (value: unknown) =>
      typeof value !== 'object' || value === null || isUnknownType
        ? null
        : { ...sourceOf(value as Value, []), representation };
    return entity instanceof Promise ? entity.then(wrap) : wrap(entity);
  }

  // Synchronous where it can be: graphql-js then reports the same errors as an ordinary subgraph.
  const fieldResolver: GraphQLFieldResolver<Source | undefined, World> = (source, args, world, info) => {
    const type = info.parentType.name;
    const name = info.fieldName;
    const isComposite = isCompositeType(getNamedType(info.returnType));
    const own = sdl.get(type)?.fields.get(name)?.provides;
    const provided = [...(providedWithin(source, name) ?? []), ...(own === undefined ? [] : [own])];
    const complete = (value: unknown) =>
      isComposite
        ? mapDeep(world.follow(value), (object) => sourceOf(object as Value, provided))
        : world.follow(value);
    try {
      const value = resolveField(source, args, world, type, name);
      return value instanceof Promise ? value.then(complete) : complete(value);
    } catch (error) {
      if (error instanceof MissingData) violated(error.message);
      throw error;
    }
  };

  return {
    fieldResolver: fieldResolver as GraphQLFieldResolver<never, never>,
    resolvers: Object.fromEntries(
      [...sdl]
        .filter(([, { keys }]) => keys.length > 0)
        .map(([type]) => [type, { __resolveReference: resolveReference }]),
    ),
  };
}

function sourceOf(value: Value, provided: readonly SelectionSetNode[]): Source {
  const type = Object.hasOwn(value, '__typename') ? { __typename: String(value['__typename']) } : {};
  return { ...type, value, provided };
}
