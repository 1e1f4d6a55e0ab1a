import type { ASTVisitor, ValidationContext } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';

/** So many lists, and so many lists and objects, may be within each other where a value is written in an operation. */
const deepestLists = 8;
const deepestValues = 50;

/**
 * Refuses operations with values nested deep in their text: to plan them, the planner goes through each list of a value
 * twice, so that its time doubles with each list within another. A variable's value it does not look at.
 */
export function limitedNesting(context: ValidationContext): ASTVisitor {
  let lists = 0;
  let values = 0;
  const check = (node: object) => {
    if (lists <= deepestLists && values <= deepestValues) return undefined;
    const message = `A value is nested too deep: at most ${deepestLists} lists and ${deepestValues} levels in all may be written in an operation. Pass it in a variable.`;
    context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'nesting' }));
    leave(node);
    // What is within need not be looked at.
    return false;
  };
  const leave = (node: object) => {
    values -= 1;
    if ('kind' in node && node.kind === 'ListValue') lists -= 1;
  };
  return {
    ListValue: {
      enter(node) {
        lists += 1;
        values += 1;
        return check(node);
      },
      leave,
    },
    ObjectValue: {
      enter(node) {
        values += 1;
        return check(node);
      },
      leave,
    },
  };
}
