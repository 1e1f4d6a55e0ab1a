import { MongoError, notBuilt } from './errors.ts';
import type { StoredDocument } from './stored-document.ts';
import { decodeTyped, docToPlain, encodeDocument, isDoc, type Doc, type Raw } from './values.ts';

/** A field is kept whole (`true`), left out (`false`), or its own fields have rules. */
type Rule = boolean | Map<string, Rule>;

interface Projection {
  rules: Map<string, Rule>;
  /** Undefined while only `_id` is mentioned. */
  including: boolean | undefined;
}

function addRule(projection: Projection, path: string, include: boolean): void {
  if (path !== '_id') {
    if (projection.including !== undefined && projection.including !== include) {
      const [wanted, found] = include ? ['inclusion', 'exclusion'] : ['exclusion', 'inclusion'];
      throw new MongoError(
        include ? 31253 : 31254,
        `Cannot do ${wanted} on field ${path} in ${found} projection`,
      );
    }
    projection.including = include;
  }
  const parts = path.split('.');
  let rules = projection.rules;
  for (const part of parts.slice(0, -1)) {
    const next = rules.get(part);
    const inner = next instanceof Map ? next : new Map<string, Rule>();
    rules.set(part, inner);
    rules = inner;
  }
  rules.set(parts.at(-1) ?? path, include);
}

function parse(spec: Doc, projection: Projection, prefix = ''): void {
  for (const [key, value] of Object.entries(spec)) {
    const path = prefix + key;
    if (key.startsWith('$') || path.endsWith('.$')) throw notBuilt(31325, `Unknown expression ${path}`);
    if (typeof value === 'number' || typeof value === 'boolean') addRule(projection, path, Boolean(value));
    else if (isDoc(value)) parse(value, projection, `${path}.`);
    else throw notBuilt(31325, `Unknown expression for field ${path}`);
  }
}

function applyRules(doc: Doc, rules: ReadonlyMap<string, Rule>, including: boolean, isRoot: boolean): Doc {
  const result: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const rule = rules.get(name);
    if (rule === undefined) {
      if (!including || (isRoot && name === '_id')) result[name] = value;
    } else if (rule === true) result[name] = value;
    else if (rule instanceof Map) {
      const inner = applyInside(value, rule, including);
      if (inner !== undefined) result[name] = inner;
    }
  }
  return result;
}

function applyInside(value: unknown, rules: ReadonlyMap<string, Rule>, including: boolean): unknown {
  if (isDoc(value)) return applyRules(value, rules, including, false);
  if (Array.isArray(value))
    return value.map((one) => applyInside(one, rules, including)).filter((one) => one !== undefined);
  return including ? undefined : value;
}

/**
 * Compiles a projection of included or excluded fields into a function that gives the answer's raw BSON.
 * https://www.mongodb.com/docs/manual/tutorial/project-fields-from-query-results/
 */
export function compileProjection(spec: unknown): (document: StoredDocument) => Raw {
  if (!isDoc(spec) || Object.keys(spec).length === 0) return (document) => document.raw;
  const projection: Projection = { rules: new Map(), including: undefined };
  parse(docToPlain(spec), projection);
  const { rules } = projection;
  // `{ _id: 1 }` alone includes; `{ _id: 0 }` alone excludes.
  const including = projection.including ?? rules.get('_id') === true;
  return (document) => encodeDocument(applyRules(decodeTyped(document.raw), rules, including, true));
}
