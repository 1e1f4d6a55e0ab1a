import type { GraphQLError } from 'graphql';
import type { ResponsePath } from './paths.ts';

/** A tree of response paths: each node is a prefix of an error's path. */
interface PathNode {
  children: Map<string | number, PathNode>;
  /** True at the end of an error's path. */
  isErrorPath: boolean;
}

/**
 * Returns a function that is true when a subgraph's error explains a null at a path. The error's path is the same path,
 * a path below it (its null propagated up), or a path above it. An error without a path explains all nulls.
 * @param explained further paths of nulls with an error
 */
export function errorPathLookup(
  errors: readonly GraphQLError[],
  explained: readonly ResponsePath[] = [],
): (path: ResponsePath) => boolean {
  let root: PathNode | undefined;
  return (path) => {
    if (errors.length === 0) return false;
    root ??= treeOf([...errors.map(({ path = [] }) => path), ...explained]);
    let at: PathNode | undefined = root;
    if (at.isErrorPath) return true;
    for (const part of path) {
      at = at.children.get(part);
      if (at === undefined) return false;
      if (at.isErrorPath) return true;
    }
    return true;
  };
}

function treeOf(paths: readonly ResponsePath[]): PathNode {
  const root: PathNode = { children: new Map(), isErrorPath: false };
  for (const path of paths) {
    let at = root;
    for (const part of path) {
      let next = at.children.get(part);
      if (next === undefined) {
        next = { children: new Map(), isErrorPath: false };
        at.children.set(part, next);
      }
      at = next;
    }
    at.isErrorPath = true;
  }
  return root;
}
