import { evalExpr } from 'mingo/core';
import { MongoError } from './errors.ts';
import { compileFilter, mingoOptions, viaMingo } from './matcher.ts';
import { matchedPosition } from './positional.ts';
import {
  asNumber,
  decodeTyped,
  docToPlain,
  encodeDocument,
  isDoc,
  toPlain,
  type Doc,
  type Raw,
} from './values.ts';
import type { StoredDocument } from './stored-document.ts';

function isArray(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

type Change = (value: unknown, whole: StoredDocument) => unknown;
/** What becomes of a field: kept or left out whole, changed, or looked into. */
type Rule = boolean | Change | Map<string, Rule>;

/** https://www.mongodb.com/docs/manual/reference/operator/projection/slice/ */
function slice(argument: unknown): Change {
  const [first = 0, second] = Array.isArray(argument)
    ? argument.map((one) => asNumber(one) ?? 0)
    : [asNumber(argument) ?? 0];
  return (value) => {
    if (!isArray(value)) return value;
    if (second === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
    const from = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(from, from + second);
  };
}

/** https://www.mongodb.com/docs/manual/reference/operator/projection/elemMatch/ */
function firstMatch(condition: unknown): Change {
  const matches = compileFilter({ value: { $elemMatch: condition } });
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const found = (value as unknown[]).find((element) => matches({ value: [toPlain(element)] }));
    return found === undefined ? undefined : [found];
  };
}

function positional(filter: Doc, path: string): Change {
  return (value, whole) => {
    const position = matchedPosition(filter, path, whole.plain);
    if (position === undefined)
      throw new MongoError(
        2,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    return Array.isArray(value) ? value.slice(position, position + 1) : value;
  };
}

function computed(expression: unknown): Change {
  return (_, whole) => viaMingo(() => evalExpr(whole.plain, expression, { ...mingoOptions } as never));
}

interface Parsed {
  rules: Map<string, Rule>;
  including: boolean | undefined;
}

function addRule(parsed: Parsed, path: string, rule: Rule, including?: boolean): void {
  if (including !== undefined && path !== '_id') {
    if (parsed.including !== undefined && parsed.including !== including) {
      const [wanted, found] = including ? ['inclusion', 'exclusion'] : ['exclusion', 'inclusion'];
      throw new MongoError(
        including ? 31253 : 31254,
        `Cannot do ${wanted} on field ${path} in ${found} projection`,
      );
    }
    parsed.including = including;
  }
  const parts = path.split('.');
  let rules = parsed.rules;
  for (const part of parts.slice(0, -1)) {
    const next = rules.get(part);
    const inner = next instanceof Map ? next : new Map<string, Rule>();
    rules.set(part, inner);
    rules = inner;
  }
  rules.set(parts.at(-1) ?? path, rule);
}

function parse(spec: Doc, filter: Doc, parsed: Parsed, prefix = ''): void {
  for (const [key, value] of Object.entries(spec)) {
    const path = prefix + key;
    if (key === '$' || path.endsWith('.$')) {
      const array = path.slice(0, -2);
      addRule(parsed, array, positional(filter, array), true);
    } else if (typeof value === 'number' || typeof value === 'boolean')
      addRule(parsed, path, Boolean(value), Boolean(value));
    else if (!isDoc(value)) addRule(parsed, path, computed(value), true);
    else if ('$slice' in value && !(Array.isArray(value['$slice']) && Array.isArray(value['$slice'][0])))
      addRule(parsed, path, slice(value['$slice']));
    else if ('$elemMatch' in value) addRule(parsed, path, firstMatch(value['$elemMatch']), true);
    else if ('$meta' in value) throw new MongoError(2, '$meta is not supported by this server');
    else if (Object.keys(value).some((name) => name.startsWith('$')))
      addRule(parsed, path, computed(value), true);
    else parse(value, filter, parsed, `${path}.`);
  }
}

function applyRules(
  doc: Doc,
  rules: ReadonlyMap<string, Rule>,
  including: boolean,
  whole: StoredDocument,
  top: boolean,
): Doc {
  const result: Doc = {};
  for (const [name, value] of Object.entries(doc)) {
    const rule = rules.get(name);
    if (rule === undefined) {
      if (!including || (top && name === '_id')) result[name] = value;
    } else if (rule === true) result[name] = value;
    else if (typeof rule === 'function') {
      const changed = rule(value, whole);
      if (changed !== undefined) result[name] = changed;
    } else if (rule instanceof Map) {
      const inner = applyInside(value, rule, including, whole);
      if (inner !== undefined) result[name] = inner;
    }
  }
  for (const [name, rule] of rules) {
    if (typeof rule !== 'function' || Object.hasOwn(doc, name)) continue;
    const value = rule(undefined, whole);
    if (value !== undefined) result[name] = value;
  }
  return result;
}

function applyInside(
  value: unknown,
  rules: ReadonlyMap<string, Rule>,
  including: boolean,
  whole: StoredDocument,
): unknown {
  if (isDoc(value)) return applyRules(value, rules, including, whole, false);
  if (Array.isArray(value))
    return value.map((one) => applyInside(one, rules, including, whole)).filter((one) => one !== undefined);
  return including ? undefined : value;
}

/** Compiles a projection into what turns a stored document into the answer's raw BSON. */
export function compileProjection(spec: unknown, filter: Doc): (document: StoredDocument) => Raw {
  if (!isDoc(spec) || Object.keys(spec).length === 0) return (document) => document.raw;
  const parsed: Parsed = { rules: new Map(), including: undefined };
  parse(docToPlain(spec), filter, parsed);
  // `{ _id: 1 }` alone includes; `{ _id: 0 }` and `$slice` alone exclude.
  const including = parsed.including ?? parsed.rules.get('_id') === true;
  return (document) =>
    encodeDocument(applyRules(decodeTyped(document.raw), parsed.rules, including, document, true));
}
