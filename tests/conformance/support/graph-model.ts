import { Kind, valueFromASTUntyped } from 'graphql';
import type { FieldNode, SelectionSetNode } from 'graphql';
import { readSubgraphSdl } from './federation-sdl.ts';
import type { FieldSdl, SubgraphSdl } from './federation-sdl.ts';
import { failing } from './graph.ts';
import type { ConformanceGraph, FieldFunction } from './graph.ts';
import { createWorld } from './world.ts';
import type { Value, World } from './world.ts';

/** An object on its way through an execution. */
export interface Source {
  /** Its object type, where its place may hold several. */
  __typename?: string;
  value: Value;
  /** In a subgraph: the representation that led to it. */
  representation?: Value;
  /** In a subgraph: the field sets of `@provides` that hold here. */
  provided: readonly SelectionSetNode[];
  /** In the oracle: the object around it, for `@fromContext`. */
  parent?: Source;
}

/** A graph with its parsed SDLs. */
export interface GraphModel {
  graph: ConformanceGraph;
  subgraphs: ReadonlyMap<string, SubgraphSdl>;
  createWorld(): World;
  /** True where an object type is, or implements, or is a member of, another type in any subgraph. */
  isA: (type: string, other: string) => boolean;
  /** The subgraph that resolves a field, and the definition of the field there. */
  ownerOf(type: string, field: string): { subgraph: string; field: FieldSdl } | undefined;
  /** The function that computes a field: of the type itself, of the source's type, or of an interface of either. */
  functionOf(type: string, source: Source | undefined, field: string): FieldFunction | undefined;
  /** True where another subgraph has taken a field over with `@override`, or, with an inactive label, has not yet. */
  isMoved(subgraph: string, type: string, field: string): boolean;
  /** @throws Error where the graph says that the field fails */
  checkFailing(type: string, source: Source | undefined, field: string): void;
  /** Reads a field that no function computes. @throws MissingData where the data lacks it */
  stored(type: string, source: Source | undefined, field: string, world: World): unknown;
}

export function modelOf(graph: ConformanceGraph): GraphModel {
  const subgraphs = new Map(
    Object.entries(graph.subgraphs).map(([name, sdl]) => [name, readSubgraphSdl(sdl)]),
  );
  const wider = new Map<string, Set<string>>();
  const widen = (type: string, other: string) => wider.set(type, (wider.get(type) ?? new Set()).add(other));
  for (const sdl of subgraphs.values()) {
    for (const [name, { interfaces, members }] of sdl) {
      for (const other of interfaces) widen(name, other);
      for (const member of members) widen(member, name);
    }
  }
  const isRoot = (type: string) => type === 'Query' || type === 'Mutation';
  const isA = (type: string, other: string) => type === other || (wider.get(type)?.has(other) ?? false);

  const model: GraphModel = {
    graph,
    subgraphs,
    isA,
    createWorld: () => createWorld(graph, isA),
    ownerOf(type, name) {
      for (const [subgraph, sdl] of subgraphs) {
        for (const [candidate, { fields }] of sdl) {
          const field = fields.get(name);
          const isHere = isA(type, candidate) && field !== undefined && !field.isExternal;
          if (isHere && !model.isMoved(subgraph, candidate, name)) return { subgraph, field };
        }
      }
      return undefined;
    },
    functionOf(type, source, name) {
      const typename = source && typenameOf(source);
      const types = [type, ...(typename === undefined ? [] : [typename])];
      const candidates = [...types, ...types.flatMap((one) => [...(wider.get(one) ?? [])])];
      for (const one of candidates) {
        const found = graph.fields?.[one];
        if (found !== undefined && Object.hasOwn(found, name)) return found[name];
      }
      const root = isRoot(type) ? graph.roots[name] : undefined;
      return typeof root === 'function' ? (root as FieldFunction) : undefined;
    },
    isMoved(subgraph, type, name) {
      const own = subgraphs.get(subgraph)?.get(type)?.fields.get(name)?.override;
      if (own !== undefined && shareOf(own.label, graph) === 0) return true;
      return [...subgraphs.values()].some((sdl) => {
        const override = sdl.get(type)?.fields.get(name)?.override;
        return override?.from === subgraph && shareOf(override.label, graph) === 100;
      });
    },
    checkFailing(type, source, name) {
      const fails = graph.failing ?? [];
      const id = String(source?.value['id']);
      if (fails.includes(`${type}.${name}`) || fails.includes(`${type}.${name}:${id}`)) failing();
    },
    stored(type, source, name, world) {
      const holder = isRoot(type) ? world.roots : (source?.value ?? {});
      if (Object.hasOwn(holder, name)) return holder[name];
      throw new MissingData(`The data has no ${type}.${name} in ${Object.keys(holder).join()}.`);
    },
  };
  return model;
}

/** The percentage of requests for which an `@override` is active. */
function shareOf(label: string | undefined, { overrideLabels = {} }: ConformanceGraph): number {
  const percent = /^percent\((\d+)\)$/.exec(label ?? 'percent(100)')?.[1];
  return percent === undefined ? Number(overrideLabels[label ?? ''] === true) * 100 : Number(percent);
}

/** The object type of a source, as the data has it. */
export function typenameOf({ value, __typename }: Source): string | undefined {
  return Object.hasOwn(value, '__typename') ? String(value['__typename']) : __typename;
}

/** A fault of the graph's definition, not of the router. */
export class MissingData extends Error {}

/** The fields that selections hold of an object of that type, through the fragments that apply to it. */
export function fieldsIn(
  { isA }: Pick<GraphModel, 'isA'>,
  selections: readonly SelectionSetNode[],
  type: string | undefined,
): FieldNode[] {
  return selections.flatMap(({ selections: nodes }) =>
    nodes.flatMap((node) => {
      if (node.kind === Kind.FIELD) return [node];
      if (node.kind === Kind.FRAGMENT_SPREAD) throw new Error('A field set has no fragment spreads.');
      const condition = node.typeCondition?.name.value;
      const applies = condition === undefined || type === undefined || isA(type, condition);
      return applies ? fieldsIn({ isA }, [node.selectionSet], type) : [];
    }),
  );
}

/** The arguments of a field in a field set, with the defaults of its definition. */
export function argumentsIn(node: FieldNode, definition: FieldSdl | undefined): Value {
  const given = (node.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]);
  const defaults = (definition?.node.arguments ?? []).flatMap(({ name, defaultValue }) =>
    defaultValue === undefined ? [] : [[name.value, valueFromASTUntyped(defaultValue)]],
  );
  return Object.fromEntries([...defaults, ...given]) as Value;
}

/** The name of a field's type without lists and non-null. */
export function namedTypeOf({ node }: FieldSdl): string {
  let { type } = node;
  while (type.kind !== Kind.NAMED_TYPE) type = type.type;
  return type.name.value;
}
