import { MongoError } from './errors.ts';
import { emptyArray } from './key-string.ts';
import { isDoc, type Doc } from './values.ts';

export type Path = readonly string[];

export function isArrayIndex(part: string): boolean {
  return /^(0|[1-9]\d*)$/.test(part);
}

export function ownValue(doc: Doc, name: string): unknown {
  return Object.hasOwn(doc, name) ? doc[name] : undefined;
}

/**
 * True where a value at a dotted path satisfies `test`; a missing value is tested as undefined. Arrays on the
 * path are entered by position and by element. With `elements`, the elements of an array at the end are tested too.
 * https://www.mongodb.com/docs/manual/tutorial/query-array-of-documents/
 */
export function somePathValue(
  node: unknown,
  path: Path,
  test: (value: unknown) => boolean,
  elements = true,
  at = 0,
): boolean {
  const part = path[at];
  if (part === undefined) return test(node) || (elements && Array.isArray(node) && node.some(test));
  if (Array.isArray(node)) {
    const byPosition = isArrayIndex(part) && Number(part) < node.length;
    if (byPosition && somePathValue(node[Number(part)], path, test, elements, at + 1)) return true;
    return node.some((element) => isDoc(element) && somePathValue(element, path, test, elements, at));
  }
  if (isDoc(node)) return somePathValue(ownValue(node, part), path, test, elements, at + 1);
  return test(undefined);
}

/** The end of the walk along a path of an index: a value, or an array to expand. */
interface Walk {
  value: unknown;
  array?: readonly unknown[];
  rest: Path;
}

function walk(start: unknown, path: Path): Walk {
  let node = start;
  for (let at = 0; at <= path.length; at++) {
    const part = path[at];
    if (Array.isArray(node)) {
      const positional = part !== undefined && isArrayIndex(part) && Number(part) < node.length;
      if (!positional) return { value: undefined, array: node, rest: path.slice(at) };
      node = node[Number(part)];
    } else if (part === undefined) return { value: node, rest: [] };
    else node = isDoc(node) ? ownValue(node, part) : undefined;
  }
  return { value: node, rest: [] };
}

/**
 * The compound keys of a document: a key for each element of the single array that its paths may cross.
 * https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
 */
export function indexKeys(doc: Doc, paths: readonly Path[], onArray: (field: number) => void): unknown[][] {
  return expand(
    paths.map((path) => walk(doc, path)),
    onArray,
  );
}

function expand(walks: readonly Walk[], onArray: (field: number) => void): unknown[][] {
  const array = walks.find((one) => one.array)?.array;
  if (!array) return [walks.map((one) => one.value)];
  for (const [field, one] of walks.entries()) {
    if (!one.array) continue;
    if (one.array !== array) throw new MongoError(171, 'cannot index parallel arrays');
    onArray(field);
  }
  const elements = array.length > 0 ? array : [emptyArray];
  return elements.flatMap((element) =>
    expand(
      walks.map((one) => {
        if (!one.array) return one;
        if (one.rest.length === 0) return { value: element, rest: [] };
        return isDoc(element) ? walk(element, one.rest) : { value: undefined, rest: [] };
      }),
      onArray,
    ),
  );
}
