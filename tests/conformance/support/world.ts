import { Reference } from './graph.ts';
import type { ConformanceGraph } from './graph.ts';

export type Value = Record<string, unknown>;

/** A copy of a graph's data with references linked, which field functions read and mutations change. */
export interface World {
  /** Entries that field functions append, in call order. */
  log: string[];
  /** @throws Error for a label that the graph does not have */
  entity(label: string): Value;
  /** Every entity of a type or of the implementations of an interface, in the order of the data. */
  all(type: string): Value[];
  /** The first entity of a type whose fields match the key, at any depth. */
  find(type: string, key: object): Value | null;
  add<Entity extends object>(type: string, entity: Entity): Entity;
  /** The values of root fields. */
  roots: Value;
  /** Replaces a reference, or each reference in a list, by its entity; returns any value without references unchanged. */
  follow(value: unknown): unknown;
}

/** @param isA says whether an object type is, or implements, another type */
export function createWorld(
  { entities = {}, roots }: ConformanceGraph,
  isA: (type: string, other: string) => boolean,
): World {
  const byLabel = new Map<string, Value>();
  const stored: { type: string; entity: Value }[] = [];
  for (const [type, labelled] of Object.entries(entities)) {
    for (const label of Object.keys(labelled)) {
      if (byLabel.has(label)) throw new Error(`Two entities have the label ${label}.`);
      const entity = { __typename: type };
      byLabel.set(label, entity);
      stored.push({ type, entity });
    }
  }

  const world: World = {
    log: [],
    entity(label) {
      const found = byLabel.get(label);
      if (found === undefined) throw new Error(`No entity has the label ${label}.`);
      return found;
    },
    all: (type) => stored.filter((one) => isA(one.type, type)).map(({ entity }) => entity),
    find: (type, key) => world.all(type).find((entity) => matches(key, entity)) ?? null,
    add(type, entity) {
      stored.push({ type, entity: entity as Value });
      return entity;
    },
    roots: {},
    follow(value) {
      if (value instanceof Reference) return world.entity(value.label);
      return Array.isArray(value) ? value.map((item) => world.follow(item)) : value;
    },
  };
  world.roots = linked(roots, world) as Value;
  for (const labelled of Object.values(entities)) {
    for (const [label, fields] of Object.entries(labelled)) {
      Object.assign(world.entity(label), { id: label }, linked(fields, world));
    }
  }
  return world;
}

/** A deep copy in which references are the entities that they stand for. */
function linked(value: unknown, world: World): unknown {
  if (value instanceof Reference) return world.entity(value.label);
  if (Array.isArray(value)) return value.map((item) => linked(item, world));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, linked(of, world)]));
}

/** True where a value has all that a key says, whatever else it has. */
function matches(key: unknown, value: unknown): boolean {
  if (Array.isArray(key)) {
    return (
      Array.isArray(value) &&
      key.length === value.length &&
      key.every((item, index) => matches(item, value[index]))
    );
  }
  if (typeof key !== 'object' || key === null) return key === value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(key).every(
    ([name, of]) =>
      name === '__typename' || (Object.hasOwn(value, name) && matches(of, (value as Value)[name])),
  );
}

function isPlain(value: unknown): value is Value {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
