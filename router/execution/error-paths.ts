import type { GraphQLError } from 'graphql';
import type { ResponsePath } from './paths.ts';

/** A place that errors name, or one on the way there. */
interface Named {
  within: Map<string | number, Named>;
  isPlace: boolean;
}

/**
 * Finds whether one of the errors is the reason for nothing being at a place: it is of that place, of one within it from
 * which the nothing came up, or of one around it. One that names no place may be the reason for any.
 */
export function errorPathLookup(errors: readonly GraphQLError[]): (place: ResponsePath) => boolean {
  let root: Named | undefined;
  return (place) => {
    if (errors.length === 0) return false;
    root ??= named(errors);
    let at: Named | undefined = root;
    if (at.isPlace) return true;
    for (const part of place) {
      at = at.within.get(part);
      if (at === undefined) return false;
      if (at.isPlace) return true;
    }
    return true;
  };
}

function named(errors: readonly GraphQLError[]): Named {
  const root: Named = { within: new Map(), isPlace: false };
  for (const { path = [] } of errors) {
    let at = root;
    for (const part of path) {
      let next = at.within.get(part);
      if (next === undefined) {
        next = { within: new Map(), isPlace: false };
        at.within.set(part, next);
      }
      at = next;
    }
    at.isPlace = true;
  }
  return root;
}
