import { ref, refs } from '../../conformance/support/graph.ts';
import type { ConformanceGraph, Fields } from '../../conformance/support/graph.ts';
import { prepareGraph } from '../../conformance/support/prepare-graph.ts';
import { randomOf } from '../support/random.ts';
import type { Random } from '../support/random.ts';

/** Every third graph has an interface object. */
const interfaceObjectEvery = 3;
const words = ['amber', 'birch', 'coral', 'delta'] as const;

/** An entity type: its fields by subgraph. */
interface EntityType {
  name: string;
  /** Labels of its entities, which are their ids. */
  labels: string[];
  fields: Map<string, string[]>;
  /** Names of the nullable strings that the first of its subgraphs resolves. */
  leaves: string[];
}

interface Draft {
  random: Random;
  subgraphs: string[];
  types: EntityType[];
  /** Definitions other than of entity types, by subgraph. */
  others: Map<string, string[]>;
  roots: Map<string, string[]>;
  values: Record<string, unknown>;
  entities: Record<string, Record<string, Record<string, unknown>>>;
  computed: Fields;
}

/**
 * A federated graph with its data; the same seed gives the same graph. It may fail to compose.
 * It has keys, shared, required, provided and moved fields, interfaces, unions and value types. Every field has one right
 * value, whichever subgraph resolves it.
 */
export function randomGraph(seed: number): ConformanceGraph {
  const random = randomOf(seed);
  const subgraphs = Array.from({ length: 2 + random.below(3) }, (_, at) => `s${at}`);
  const draft: Draft = {
    ...{ random, subgraphs, types: [], values: {}, entities: {}, computed: {} },
    others: new Map(subgraphs.map((name) => [name, []])),
    roots: new Map(subgraphs.map((name) => [name, []])),
  };
  const count = 2 + random.below(3);
  for (let at = 0; at < count; at += 1) draft.types.push(entityType(draft, at));
  for (const type of draft.types) addFields(draft, type);
  addAbstractTypes(draft);
  if (seed % interfaceObjectEvery === 0) addInterfaceObject(draft);
  for (const type of draft.types) addRoots(draft, type);
  return {
    subgraphs: Object.fromEntries(
      subgraphs.map((name): [string, string] => [name, sdlOf(draft, name)]).filter(([, sdl]) => sdl !== ''),
    ),
    ...{ roots: draft.values, entities: draft.entities, fields: draft.computed },
  };
}

/** Null for a seed whose graph does not compose. */
export function composingGraph(seed: number): ConformanceGraph | null {
  const graph = randomGraph(seed);
  try {
    prepareGraph(graph);
    return graph;
  } catch {
    return null;
  }
}

function entityType({ random, subgraphs, entities }: Draft, at: number): EntityType {
  const name = `T${at}`;
  const labels = Array.from(
    { length: 2 + random.below(2) },
    (_, index) => `${'abcd'[at] ?? 'e'}${index + 1}`,
  );
  entities[name] = Object.fromEntries(labels.map((label) => [label, {}]));
  const some = subgraphs.filter(() => random.chance(0.7));
  const held = some.length === 0 ? [subgraphs[0] ?? 's0'] : some;
  return { name, labels, fields: new Map(held.map((subgraph) => [subgraph, []])), leaves: [] };
}

function addFields(draft: Draft, type: EntityType): void {
  const { random, types } = draft;
  for (const [subgraph, fields] of type.fields) {
    const leaf = `${subgraph}Leaf`;
    const isNullable = random.chance(0.6);
    fields.push(`${leaf}: String${isNullable ? '' : '!'}`);
    if (isNullable) type.leaves.push(leaf);
    store(draft, type, leaf, () => (isNullable && random.chance(0.3) ? null : random.pick(words)));
    if (random.chance(0.4)) addCalculated(draft, type, subgraph);
    const target = random.pick(types);
    if (target !== undefined && random.chance(0.8)) addRelation(draft, type, subgraph, target);
  }
  const [first, second] = [...type.fields.keys()];
  if (first === undefined || second === undefined) return;
  if (random.chance(0.5)) addShared(draft, type, [first, second]);
  if (random.chance(0.6)) addRequired(draft, type, [first, second]);
  if (random.chance(0.3)) addMoved(draft, type, [first, second]);
}

/** Sets a field of each entity of a type. */
function store({ entities }: Draft, type: EntityType, field: string, value: () => unknown): void {
  for (const entity of Object.values(entities[type.name] ?? {})) entity[field] = value();
}

function compute(
  { computed }: Draft,
  type: string,
  field: string,
  of: (source: never, args: never) => unknown,
) {
  computed[type] = { ...computed[type], [field]: of };
}

function addCalculated(draft: Draft, type: EntityType, subgraph: string): void {
  const field = `${subgraph}Sum`;
  type.fields.get(subgraph)?.push(`${field}(by: Int! = 1): Int!`);
  compute(draft, type.name, field, ({ id }: { id: string }, { by }: { by: number }) => id.length * by);
}

function addShared(draft: Draft, type: EntityType, subgraphs: readonly string[]): void {
  for (const subgraph of subgraphs) {
    type.fields.get(subgraph)?.push('shared: Int @shareable');
    draft.others.get(subgraph)?.push('type Value @shareable { text: String number: Int! }');
    type.fields.get(subgraph)?.push('value: Value @shareable');
  }
  store(draft, type, 'shared', () => draft.random.below(9));
  store(draft, type, 'value', () => ({ text: draft.random.pick(words), number: draft.random.below(9) }));
}

function addRequired(draft: Draft, type: EntityType, [from, to]: [string, string]): void {
  const required = `${from}Leaf`;
  const definition = type.fields.get(from)?.find((field) => field.startsWith(`${required}:`));
  type.fields
    .get(to)
    ?.push(
      `${(definition ?? '').replace(' @shareable', '')} @external`,
      `${to}Needs: String @requires(fields: "${required}")`,
    );
  compute(draft, type.name, `${to}Needs`, (given: Record<string, string | null>) =>
    given[required] === null ? null : `needs ${given[required] ?? ''}`,
  );
}

function addMoved(draft: Draft, type: EntityType, [from, to]: [string, string]): void {
  type.fields.get(from)?.push('moved: String');
  type.fields.get(to)?.push(`moved: String @override(from: "${from}")`);
  store(draft, type, 'moved', () => draft.random.pick(words));
}

/** A field that leads to another entity, or to a list of them; sometimes with a provided field. */
function addRelation(draft: Draft, type: EntityType, subgraph: string, target: EntityType): void {
  const { random } = draft;
  const field = `${subgraph}To${target.name}`;
  const isList = random.chance(0.4);
  const isNullable = random.chance(0.7);
  const leaf = random.pick(target.leaves.filter((name) => !name.startsWith(subgraph)));
  const isProvided = leaf !== undefined && !target.fields.has(subgraph) && random.chance(0.5);
  const provides = isProvided ? ` @provides(fields: "${leaf}")` : '';
  type.fields
    .get(subgraph)
    ?.push(`${field}: ${isList ? `[${target.name}]` : target.name}${isNullable ? '' : '!'}${provides}`);
  declare(target, subgraph);
  if (isProvided) provide(target, subgraph, leaf);
  store(draft, type, field, () => {
    const labels = target.labels.filter(() => random.chance(0.7));
    if (isList) return refs(...labels, ...(random.chance(0.2) ? [null] : []));
    const label = isNullable && random.chance(0.2) ? undefined : (random.pick(labels) ?? target.labels[0]);
    return label === undefined ? null : ref(label);
  });
}

/** A provided field is shareable in the subgraph that resolves it. */
function provide(target: EntityType, subgraph: string, leaf: string): void {
  for (const fields of target.fields.values()) {
    const at = fields.indexOf(`${leaf}: String`);
    if (at !== -1) fields[at] = `${leaf}: String @shareable`;
  }
  target.fields.get(subgraph)?.push(`${leaf}: String @external`);
}

/** Makes a type known in a subgraph. */
function declare(type: EntityType, subgraph: string): void {
  if (!type.fields.has(subgraph)) type.fields.set(subgraph, []);
}

/** An interface and a union, each over the types of one subgraph. */
function addAbstractTypes(draft: Draft): void {
  const { random, subgraphs, types, others } = draft;
  const subgraph = random.pick(subgraphs) ?? 's0';
  const members = types.filter(({ fields }) => fields.has(subgraph));
  if (members.length === 0) return;
  const labels = members.flatMap((member) => member.labels);
  if (random.chance(0.6)) {
    others.get(subgraph)?.push(`union U = ${members.map(({ name }) => name).join(' | ')}`);
    addRoot(draft, subgraph, 'union: U', ref(random.pick(labels) ?? ''));
    addRoot(draft, subgraph, 'unions: [U]', refs(...labels, null));
  }
  if (random.chance(0.6)) {
    const leaf = `${subgraph}Leaf`;
    const whole = members.filter(({ fields }) =>
      fields.get(subgraph)?.some((field) => field.startsWith(`${leaf}:`)),
    );
    if (whole.length === 0) return;
    others.get(subgraph)?.push(`interface I { id: ID! ${leaf}: String }`);
    for (const { name } of whole) others.get(subgraph)?.push(`extend type ${name} implements I`);
    const known = whole.flatMap((member) => member.labels);
    addRoot(draft, subgraph, 'one: I', ref(random.pick(known) ?? ''));
    addRoot(draft, subgraph, 'each: [I!]!', refs(...known));
  }
}

/** An entity interface `M` over types of one subgraph, and further subgraphs that know it as one object type. */
function addInterfaceObject(draft: Draft): void {
  const { random, types, subgraphs, others, roots, computed } = draft;
  const home = 'home';
  const away = random.chance(0.4) ? ['away', 'further'] : ['away'];
  for (const name of [home, ...away]) {
    subgraphs.push(name);
    others.set(name, []);
    roots.set(name, []);
  }
  const members = types.filter((_type, at) => at === 0 || random.chance(0.7));
  for (const type of members) {
    declare(type, home);
    type.fields.get(home)?.push('base: String', 'mark: Int!');
    store(draft, type, 'base', () => (random.chance(0.2) ? null : random.pick(words)));
    store(draft, type, 'mark', () => random.below(9));
    others.get(home)?.push(`extend type ${type.name} implements M`);
  }
  const labels = members.flatMap((member) => member.labels);
  others.get(home)?.push('interface M @key(fields: "id") { id: ID! base: String mark: Int! }');
  addRoot(draft, home, 'ms: [M!]!', refs(...labels));
  addRoot(draft, home, 'm: M', ref(random.pick(labels) ?? ''));
  const target = random.pick(types) ?? members[0];
  for (const [at, name] of away.entries()) {
    const plain = random.chance(0.5) ? 'Int' : 'Int!';
    const fields = ['id: ID!', `plain${at}: ${plain}`];
    for (const type of members) {
      store(draft, type, `plain${at}`, () =>
        plain === 'Int' && random.chance(0.2) ? null : random.below(9),
      );
    }
    if (random.chance(0.7)) {
      fields.push('base: String @external', `needs${at}: String @requires(fields: "base")`);
      computed['M'] = {
        ...computed['M'],
        [`needs${at}`]: ({ base }: { base: string | null }) => (base === null ? null : `needs ${base}`),
      };
    }
    if (target !== undefined && !members.includes(target)) {
      fields.push(`to${at}: ${target.name}`);
      declare(target, name);
      for (const type of members) store(draft, type, `to${at}`, () => ref(random.pick(target.labels) ?? ''));
    }
    others.get(name)?.push(`type M @key(fields: "id") @interfaceObject { ${fields.join(' ')} }`);
    if (random.chance(0.7)) addRoot(draft, name, `${name}Ms: [M]`, refs(...labels.toReversed(), null));
  }
}

function addRoot({ roots, values }: Draft, subgraph: string, definition: string, value: unknown): void {
  roots.get(subgraph)?.push(definition);
  values[definition.replace(/[:(].*$/, '')] = value;
}

function addRoots(draft: Draft, type: EntityType): void {
  const { random } = draft;
  const [first, second] = [...type.fields.keys()];
  for (const [subgraph, fields] of type.fields) {
    if (fields.length === 0 || random.chance(0.3)) continue;
    addRoot(draft, subgraph, `${subgraph}${type.name}: ${type.name}`, ref(random.pick(type.labels) ?? ''));
    addRoot(draft, subgraph, `${subgraph}${type.name}s: [${type.name}!]!`, refs(...type.labels));
  }
  if (first === undefined || second === undefined || random.chance(0.5)) return;
  for (const subgraph of [first, second]) {
    const value = ref(type.labels[0] ?? '');
    addRoot(draft, subgraph, `any${type.name}: ${type.name} @shareable`, value);
  }
}

function sdlOf({ types, others, roots }: Draft, subgraph: string): string {
  const entities = types.flatMap(({ name, fields }) => {
    const own = fields.get(subgraph);
    return own === undefined
      ? []
      : [`type ${name} @key(fields: "id") { ${[...new Set(['id: ID!', ...own])].join(' ')} }`];
  });
  const query = roots.get(subgraph) ?? [];
  return [
    ...(query.length === 0 ? [] : [`type Query { ${query.join(' ')} }`]),
    ...entities,
    ...new Set(others.get(subgraph)),
  ].join('\n');
}
