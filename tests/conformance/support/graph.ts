import type { World } from './world.ts';

/**
 * Computes a field. Where the subgraph's SDL marks the field with `@requires`, the source holds only the representation's
 * key and the required fields; otherwise it is the whole object.
 */
export type FieldFunction = (source: never, args: never, world: World) => unknown;

/** Changes which entity a subgraph finds for a representation. */
export type ReferenceFunction = (found: never, representation: never, world: World) => unknown;

/** Field functions by type and field. */
export type Fields = Record<string, Record<string, FieldFunction>>;

/** A graph as data, from which subgraph resolvers and the oracle are derived (README.md). */
export interface ConformanceGraph {
  /** SDL by subgraph name. Every federation directive is imported, unless the SDL says `# federation 1`. */
  subgraphs: Record<string, string>;
  /** The API schema, written by hand where the merging of subgraph schemas is under test; otherwise derived. */
  merged?: string;
  /** Objects by type and label. A field `id` of the type defaults to the label. */
  entities?: Record<string, Record<string, object>>;
  /** Values or functions of the fields of `Query` and `Mutation`. */
  roots: Record<string, unknown>;
  /** Functions for computed fields. Functions of an interface hold for its implementations. */
  fields?: Fields;
  /** Fields that throw, as `Type.field` or, for a single object, `Type.field:id`. */
  failing?: readonly string[];
  /** The setting OVERRIDE_LABELS of the router. */
  overrideLabels?: Record<string, boolean>;
  /** Deviations from the data, by subgraph, or of the `oracle`, by type and field. */
  deviations?: Record<string, Record<string, Record<string, FieldFunction | ReferenceFunction>>>;
}

/** Stands for an entity in the data of another. */
export class Reference {
  readonly label: string;

  constructor(label: string) {
    this.label = label;
  }
}

/** The entity with that label. */
export function ref(label: string): Reference {
  return new Reference(label);
}

/** The entities with these labels; `null` stays null. */
export function refs(...labels: (string | null)[]): (Reference | null)[] {
  return labels.map((label) => (label === null ? null : ref(label)));
}

/** A root field that lists every entity of a type. */
export function all(type: string): FieldFunction {
  return (_parent, _args, world) => world.all(type);
}

/** A root field that finds the entity of a type whose fields equal the arguments. */
export function find(type: string): FieldFunction {
  return (_parent, args, world) => world.find(type, args);
}

/** A field that throws. */
export function failing(): never {
  throw new Error('this field fails');
}
