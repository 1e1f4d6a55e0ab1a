import { compileFilter } from './matcher.ts';
import { isOperatorDoc } from './bounds.ts';
import { ownValue } from './paths.ts';
import { isDoc, type Doc } from './values.ts';

function valueAt(doc: Doc, path: string): unknown {
  let node: unknown = doc;
  for (const part of path.split('.')) {
    if (Array.isArray(node)) node = node[Number(part)];
    else node = isDoc(node) ? ownValue(node, part) : undefined;
  }
  return node;
}

function elementTest(
  key: string,
  condition: unknown,
  arrayPath: string,
): ((element: unknown) => boolean) | undefined {
  if (key.startsWith(`${arrayPath}.`)) {
    const matches = compileFilter({ [`value.${key.slice(arrayPath.length + 1)}`]: condition });
    return (value) => matches({ value });
  }
  if (key !== arrayPath) return undefined;
  const inner = isDoc(condition) ? condition['$elemMatch'] : undefined;
  const matches = compileFilter({
    value: isDoc(inner) && !isOperatorDoc(inner) ? { $elemMatch: inner } : (inner ?? condition),
  });
  return (value) => matches({ value: isDoc(inner) && !isOperatorDoc(inner) ? [value] : value });
}

/**
 * The place of the first element of the array at `arrayPath` that the filter matched.
 * https://www.mongodb.com/docs/manual/reference/operator/update/positional/
 */
export function matchedPosition(filter: Doc, arrayPath: string, plain: Doc): number | undefined {
  const array = valueAt(plain, arrayPath);
  if (!Array.isArray(array)) return undefined;
  for (const [key, condition] of Object.entries(filter)) {
    if ((key === '$and' || key === '$or') && Array.isArray(condition)) {
      for (const part of condition) {
        const position = isDoc(part) ? matchedPosition(part, arrayPath, plain) : undefined;
        if (position !== undefined) return position;
      }
      continue;
    }
    const test = elementTest(key, condition, arrayPath);
    const position = test ? array.findIndex(test) : -1;
    if (position >= 0) return position;
  }
  return undefined;
}
