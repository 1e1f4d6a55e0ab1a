import type { GraphQLSchema } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { typeConditionPrefix } from '../planning/planner.ts';
import type { RequiredSelection, Rewrite } from '../planning/planner.ts';
import { isOfType } from '../selections.ts';

/** Writes an object as JSON; null when the data lacks a field. */
type ObjectWriter = (object: JsonObject) => string | null;

/** Writes the representations of entities as JSON. */
export interface RepresentationWriter {
  /** Null when the data lacks a required field, or there is nothing to fetch of the entity's type. */
  whole: ObjectWriter;
  /** For an entity without a whole representation; null without a key, or when there is nothing to fetch of its type. */
  part: (entity: JsonObject) => PartialRepresentation | null;
}

/** A representation without the fields that the data lacks. */
interface PartialRepresentation {
  json: string;
  /** The entity's type. */
  type: string;
  /** The names of the lacking fields. */
  missing: readonly string[];
}

/** A field of a representation, for objects of the same type. */
interface WrittenField {
  /** The key as JSON, with its colon. */
  label: string;
  /** The response name in the data. */
  from: string;
  /** JSON that replaces the value in the data. */
  constant: string | undefined;
  nested: ObjectWriter | undefined;
}

interface LocatedRewrite {
  /** From the current object. */
  path: readonly string[];
  rewrite: Rewrite;
}

/**
 * Compiles the `requires` of an entity fetch. The fields to write are collected on the first object of each type, and no
 * type is looked up afterwards.
 * @param options.identifies true when the subgraph has a key of these fields for the type. A fetch for several types may
 *   select only `@requires` fields, and no key, of a type: its entities are skipped
 * @throws Error when a rewrite ends in a type condition
 */
export function compileRepresentation(options: {
  schema: GraphQLSchema;
  selections: readonly RequiredSelection[];
  rewrites: readonly Rewrite[];
  identifies: (type: string, fields: ReadonlySet<string>) => boolean;
}): RepresentationWriter {
  const { schema, selections, rewrites, identifies } = options;
  for (const { path } of rewrites) {
    const last = path.at(-1) ?? typeConditionPrefix;
    if (last.startsWith(typeConditionPrefix)) {
      throw new Error(`Expected an input rewrite of a field, found the path ${path.join(' ')}`);
    }
  }
  const isIdentified = (fields: readonly WrittenField[], type: string) =>
    identifies(writtenType(fields, type), new Set(fields.map(({ from }) => from)));
  const fieldsOf = compileFields(
    selections,
    rewrites.map((rewrite) => ({ path: rewrite.path, rewrite })),
    schema,
    isIdentified,
  );
  return {
    whole(entity) {
      const json = typeof entity['__typename'] === 'string' ? writeFields(fieldsOf(entity), entity) : null;
      return json === emptyObject ? null : json;
    },
    part(entity) {
      const type = entity['__typename'];
      const fields = typeof type === 'string' ? fieldsOf(entity) : [];
      if (typeof type !== 'string' || fields.length === 0) return null;
      const present = fields.filter((field) => valueOf(field, entity) !== null);
      const missing = fields.filter((field) => !present.includes(field)).map(({ from }) => from);
      const json = isIdentified(present, type) ? writeFields(present, entity) : null;
      return json === null ? null : { json, type, missing };
    },
  };
}

/**
 * Writes the representation of an object in a response by its first whole key.
 * @returns null without one
 */
export function keyRepresentation(
  object: JsonObject,
  keysOf: (type: string) => readonly (readonly string[])[],
): string | null {
  const type = object['__typename'];
  if (typeof type !== 'string') return null;
  const key = keysOf(type).find((names) => names.every((name) => (ownValue(object, name) ?? null) !== null));
  if (key === undefined) return null;
  return JSON.stringify(Object.fromEntries(['__typename', ...key].map((name) => [name, object[name]])));
}

/** Written for objects of types that the selection has no fields of. */
const emptyObject = '{}';

function compileSelection(
  selections: readonly RequiredSelection[],
  rewrites: readonly LocatedRewrite[],
  schema: GraphQLSchema,
): ObjectWriter {
  const fieldsOf = compileFields(selections, rewrites, schema, () => true);
  return (object) => writeFields(fieldsOf(object), object);
}

function writeFields(fields: readonly WrittenField[], object: JsonObject): string | null {
  if (fields.length === 0) return emptyObject;
  let json = '';
  for (const field of fields) {
    const value = valueOf(field, object);
    if (value === null) return null;
    json += json === '' ? `{${field.label}${value}` : `,${field.label}${value}`;
  }
  return `${json}}`;
}

function valueOf({ constant, from, nested }: WrittenField, object: JsonObject): string | null {
  return constant ?? written(ownValue(object, from), nested);
}

/** Returns the fields to write of an object, by its type. */
function compileFields(
  selections: readonly RequiredSelection[],
  rewrites: readonly LocatedRewrite[],
  schema: GraphQLSchema,
  isWritten: (fields: readonly WrittenField[], type: string) => boolean,
): (object: JsonObject) => readonly WrittenField[] {
  const byType = new Map<unknown, readonly WrittenField[]>();
  return (object) => {
    const typename = object['__typename'];
    let fields = byType.get(typename);
    if (fields === undefined) {
      const known = typeof typename === 'string' && schema.getType(typename) !== undefined;
      fields = fieldsFor(known ? typename : undefined, selections, rewrites, schema);
      if (known && !isWritten(fields, typename)) fields = [];
      // Type names that are not in the schema are not cached: a subgraph could send any number of them.
      if (known || typename === undefined) byType.set(typename, fields);
    }
    return fields;
  };
}

/** The `__typename` in the representation: an input rewrite sets it to the interface for an `@interfaceObject`. */
function writtenType(fields: readonly WrittenField[], type: string): string {
  const constant = fields.find(({ from }) => from === '__typename')?.constant;
  return constant === undefined ? type : String(JSON.parse(constant));
}

function written(value: unknown, nested: ObjectWriter | undefined): string | null {
  if (value === undefined) return null;
  if (value === null) return 'null';
  if (nested === undefined) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items: string[] = [];
    for (const item of value as unknown[]) {
      const json = written(item, nested);
      if (json === null) return null;
      items.push(json);
    }
    return `[${items.join(',')}]`;
  }
  return isJsonObject(value) ? nested(value) : null;
}

/** The fields to write of an object of that type, from all fragments that apply to it. */
function fieldsFor(
  typename: string | undefined,
  selections: readonly RequiredSelection[],
  rewrites: readonly LocatedRewrite[],
  schema: GraphQLSchema,
): readonly WrittenField[] {
  const selected = new Map<string, { sentAs: string; nested: RequiredSelection[] }>();
  collect(selections);
  function collect(nodes: readonly RequiredSelection[]): void {
    for (const node of nodes) {
      if (node.type === 'Field') {
        const known = selected.get(node.name);
        if (known === undefined)
          selected.set(node.name, { sentAs: node.sentAs, nested: [...node.selections] });
        else known.nested.push(...node.selections);
      } else if (
        node.typeCondition === null ||
        (typename !== undefined && isOfType(schema, typename, node.typeCondition))
      ) {
        collect(node.selections);
      }
    }
  }

  const applying = rewrites.map(({ path, rewrite }) => ({
    path: pathFrom(typename, path, schema),
    rewrite,
  }));
  return [...selected].map(([from, { sentAs, nested }]) => {
    const own = applying.filter(({ path }) => path?.[0] === from);
    const here = own.find(({ path }) => path?.length === 1)?.rewrite;
    const deeper = own.flatMap(({ path, rewrite }) =>
      path !== null && path.length > 1 ? [{ path: path.slice(1), rewrite }] : [],
    );
    const name = here?.type === 'RenameField' ? here.to : sentAs;
    return {
      label: `${JSON.stringify(name)}:`,
      from,
      constant: here?.type === 'SetValue' ? JSON.stringify(here.value) : undefined,
      nested: nested.length === 0 ? undefined : compileSelection(nested, deeper, schema),
    };
  });
}

/** The path after its leading type conditions; null when the type does not satisfy them all. */
function pathFrom(
  typename: string | undefined,
  path: readonly string[],
  schema: GraphQLSchema,
): readonly string[] | null {
  const at = path.findIndex((part) => !part.startsWith(typeConditionPrefix));
  const holds = path
    .slice(0, at)
    .every(
      (part) => typename === undefined || isOfType(schema, typename, part.slice(typeConditionPrefix.length)),
    );
  return holds ? path.slice(at) : null;
}
