import type { GraphQLSchema } from 'graphql';
import { isJsonObject, ownValue } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { FetchDataRewrite, QueryPlanSelectionNode } from '../planning/planner.ts';
import { fragmentPrefix } from './rewrites.ts';
import { isOfType } from '../type-conditions.ts';

/** Writes what a subgraph needs to know an entity by, as JSON; null where the data does not have it. */
export type RepresentationWriter = (entity: JsonObject) => string | null;

/** What a writer has to do for the objects of one type. */
interface WrittenField {
  /** The key as JSON, with its colon. */
  label: string;
  from: string;
  /** Written whatever the data has. */
  constant: string | undefined;
  nested: RepresentationWriter | undefined;
}

interface Rewrite {
  path: readonly string[];
  rewrite: FetchDataRewrite;
}

/**
 * Compiles the selection of a fetch's `requires`: once for each type that objects turn out to be of, after which no
 * type is looked at any more.
 * @param options.ownName the subgraph's name of a field
 * @param options.identify whether the subgraph knows an entity of that type by those fields. One fetch may be for several
 *   types, and have the key of some and only what is required of others: nothing is wanted of those
 * @throws Error where a rewrite is of no field
 */
export function compileRepresentation(options: {
  schema: GraphQLSchema;
  selections: readonly QueryPlanSelectionNode[];
  rewrites: readonly FetchDataRewrite[];
  ownName: (field: string) => string;
  identify: (type: string, fields: ReadonlySet<string>) => boolean;
}): RepresentationWriter {
  const { schema, selections, rewrites, ownName, identify } = options;
  for (const { path } of rewrites) {
    const last = path.at(-1) ?? fragmentPrefix;
    if (last.startsWith(fragmentPrefix)) throw new Error(`the plan changes no field at ${path.join(' ')}`);
  }
  const write = compileSelection(
    selections,
    rewrites.map((rewrite) => ({ path: rewrite.path, rewrite })),
    { schema, ownName },
    (fields, type) => identify(typeWritten(fields, type), new Set(fields.map(({ from }) => from))),
  );
  return (entity) => {
    const json = typeof entity['__typename'] === 'string' ? write(entity) : null;
    return json === nothingWanted ? null : json;
  };
}

/** What is written of an object of a type of which nothing is wanted. */
const nothingWanted = '{}';

interface Surroundings {
  schema: GraphQLSchema;
  ownName: (field: string) => string;
}

function compileSelection(
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly Rewrite[],
  around: Surroundings,
  isWanted: (fields: readonly WrittenField[], type: string) => boolean = () => true,
): RepresentationWriter {
  const byType = new Map<unknown, readonly WrittenField[]>();
  return (object) => {
    const typename = object['__typename'];
    let fields = byType.get(typename);
    if (fields === undefined) {
      const known = typeof typename === 'string' && around.schema.getType(typename) !== undefined;
      fields = fieldsFor(known ? typename : undefined, selections, rewrites, around);
      if (known && !isWanted(fields, typename)) fields = [];
      // What a subgraph makes up is not kept.
      if (known || typename === undefined) byType.set(typename, fields);
    }
    if (fields.length === 0) return nothingWanted;
    let json = '';
    for (const field of fields) {
      const value = field.constant ?? written(ownValue(object, field.from), field.nested);
      if (value === null) return null;
      json += json === '' ? `{${field.label}${value}` : `,${field.label}${value}`;
    }
    return `${json}}`;
  };
}

/** The type that the subgraph is told: to one that has an interface as an object, that is its type. */
function typeWritten(fields: readonly WrittenField[], type: string): string {
  const constant = fields.find(({ from }) => from === '__typename')?.constant;
  return constant === undefined ? type : String(JSON.parse(constant));
}

function written(value: unknown, nested: RepresentationWriter | undefined): string | null {
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

/** What to write of an object of that type, everything that applies to it merged. */
function fieldsFor(
  typename: string | undefined,
  selections: readonly QueryPlanSelectionNode[],
  rewrites: readonly Rewrite[],
  around: Surroundings,
): readonly WrittenField[] {
  const selected = new Map<string, QueryPlanSelectionNode[]>();
  collect(selections);
  function collect(nodes: readonly QueryPlanSelectionNode[]): void {
    for (const node of nodes) {
      if (node.kind === 'Field') {
        const name = node.alias ?? node.name;
        selected.set(name, [...(selected.get(name) ?? []), ...(node.selections ?? [])]);
      } else if (
        node.typeCondition === undefined ||
        (typename !== undefined && isOfType(around.schema, typename, node.typeCondition))
      ) {
        collect(node.selections);
      }
    }
  }

  const applying = rewrites.map(({ path, rewrite }) => ({ path: within(typename, path, around), rewrite }));
  return [...selected].map(([from, nested]) => {
    const own = applying.filter(({ path }) => path?.[0] === from);
    const here = own.find(({ path }) => path?.length === 1)?.rewrite;
    const deeper = own.flatMap(({ path, rewrite }) =>
      path !== null && path.length > 1 ? [{ path: path.slice(1), rewrite }] : [],
    );
    const name = here?.kind === 'KeyRenamer' ? here.renameKeyTo : around.ownName(from);
    return {
      label: `${JSON.stringify(name)}:`,
      from,
      constant: here?.kind === 'ValueSetter' ? JSON.stringify(here.setValueTo) : undefined,
      nested: nested.length === 0 ? undefined : compileSelection(nested, deeper, around),
    };
  });
}

/** The path below its type conditions; null where one of them does not hold. */
function within(
  typename: string | undefined,
  path: readonly string[],
  { schema }: Surroundings,
): readonly string[] | null {
  const at = path.findIndex((part) => !part.startsWith(fragmentPrefix));
  const holds = path
    .slice(0, at)
    .every((part) => typename === undefined || isOfType(schema, typename, part.slice(fragmentPrefix.length)));
  return holds ? path.slice(at) : null;
}
