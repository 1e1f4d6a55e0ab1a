import { MongoError } from './errors.ts';
import { isArrayIndex, ownValue } from './paths.ts';
import { shellText } from './shell-text.ts';
import { isDoc, toPlain, type Doc } from './values.ts';

/** One place in a document that an update operator reads and writes. */
export class Slot {
  readonly doc: Doc;
  readonly path: string;
  private readonly parts: readonly string[];

  constructor(doc: Doc, parts: readonly string[]) {
    this.doc = doc;
    this.parts = parts;
    this.path = parts.join('.');
  }

  private parent(): unknown {
    let node: unknown = this.doc;
    for (const part of this.parts.slice(0, -1)) node = child(node, part);
    return node;
  }

  private get last(): string {
    return this.parts.at(-1) ?? '';
  }

  get(): unknown {
    return child(this.parent(), this.last);
  }

  /** Writes the value and creates the documents on the way, as `$set` does. */
  set(value: unknown): void {
    let node: unknown = this.doc;
    for (const part of this.parts.slice(0, -1)) {
      let next = child(node, part);
      if (next === undefined) {
        next = {};
        assign(node, part, next);
      }
      node = next;
    }
    assign(node, this.last, value);
  }

  /** https://www.mongodb.com/docs/manual/reference/operator/update/unset/ : in an array it leaves a null. */
  unset(): void {
    const parent = this.parent();
    if (Array.isArray(parent)) {
      if (isArrayIndex(this.last) && Number(this.last) < parent.length) parent[Number(this.last)] = null;
    } else if (isDoc(parent)) Reflect.deleteProperty(parent, this.last);
  }
}

function child(node: unknown, part: string): unknown {
  if (Array.isArray(node)) return isArrayIndex(part) ? node[Number(part)] : undefined;
  return isDoc(node) ? ownValue(node, part) : undefined;
}

function assign(node: unknown, part: string, value: unknown): void {
  if (Array.isArray(node) && isArrayIndex(part)) {
    const at = Number(part);
    if (at > node.length + 1_500_000)
      throw new MongoError(2, `can't backfill array to larger than 1500000 elements`);
    while (node.length < at) node.push(null);
    node[at] = value;
  } else if (isDoc(node)) node[part] = value;
  else throw new MongoError(28, `Cannot create field '${part}' in element ${shellText(toPlain(node))}`);
}

export interface Positions {
  /** The element the filter matched in the array at a path (`$`). */
  matched: (arrayPath: string) => number | undefined;
  /** Which elements `$[identifier]` means. */
  filters: ReadonlyMap<string, (element: unknown) => boolean>;
}

function positionsOf(part: string, array: unknown, path: string, positions: Positions): number[] {
  if (part === '$') {
    const position = positions.matched(path);
    if (position === undefined)
      throw new MongoError(2, 'The positional operator did not find the match needed from the query.');
    return [position];
  }
  if (!Array.isArray(array)) {
    throw new MongoError(2, `The path '${path}' must exist in the document in order to apply array updates.`);
  }
  if (part === '$[]') return [...array.keys()];
  const identifier = part.slice(2, -1);
  const test = positions.filters.get(identifier);
  if (!test)
    throw new MongoError(2, `No array filter found for identifier '${identifier}' in path '${path}.${part}'`);
  return [...array.keys()].filter((at) => test(toPlain(array[at])));
}

/** The slots a path names once `$`, `$[]` and `$[identifier]` are resolved. */
export function slots(doc: Doc, path: string, positions: Positions): Slot[] {
  if (path === '' || path.startsWith('.') || path.endsWith('.') || path.includes('..')) {
    throw new MongoError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  let found: { parts: string[]; node: unknown }[] = [{ parts: [], node: doc }];
  for (const part of path.split('.')) {
    found = found.flatMap(({ parts, node }) => {
      const names = /^\$(\[.*\])?$/.test(part)
        ? positionsOf(part, node, parts.join('.'), positions).map(String)
        : [part];
      return names.map((name) => ({ parts: [...parts, name], node: child(node, name) }));
    });
  }
  return found.map(({ parts }) => new Slot(doc, parts));
}
