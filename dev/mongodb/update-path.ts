import { MongoError, notBuilt } from './errors.ts';
import { isArrayIndex, ownValue } from './paths.ts';
import { shellText } from './shell-text.ts';
import { isDoc, toPlain, type Doc } from './values.ts';

/** A field of a document that an update operator reads and writes. */
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

  /** Writes the value, and creates missing documents along the path. */
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

  /** https://www.mongodb.com/docs/manual/reference/operator/update/unset/ : an array element becomes null. */
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

/**
 * The parts of a dotted update path.
 * @throws MongoError where a part is empty, or is a positional operator: `$`, `$[]` and `$[identifier]`
 */
export function updatePath(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes('')) {
    throw new MongoError(56, `The update path '${path}' contains an empty field name, which is not allowed.`);
  }
  const positional = parts.find((part) => /^\$(\[.*\])?$/.test(part));
  if (positional !== undefined) {
    throw notBuilt(2, `The positional operator '${positional}' in '${path}' cannot be resolved`);
  }
  return parts;
}
