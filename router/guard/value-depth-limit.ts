import type { ASTVisitor, ValidationContext } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';

const maxListDepth = 8;
/** Counts lists and objects together. */
const maxValueDepth = 50;

const message = `A value in the operation is nested too deep: expected at most ${maxListDepth} levels of lists and ${maxValueDepth} levels in all. Pass it as a variable.`;

/**
 * Validation rule: refuses deeply nested values in an operation's text. The query planner visits each list twice, so
 * its time doubles with each level. Values of variables do not reach the planner.
 */
export function valueDepthLimit(context: ValidationContext): ASTVisitor {
  let listDepth = 0;
  let valueDepth = 0;
  const check = (node: object) => {
    if (listDepth <= maxListDepth && valueDepth <= maxValueDepth) return undefined;
    context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'nesting' }));
    leave(node);
    return false;
  };
  const leave = (node: object) => {
    valueDepth -= 1;
    if ('kind' in node && node.kind === 'ListValue') listDepth -= 1;
  };
  return {
    ListValue: {
      enter(node) {
        listDepth += 1;
        valueDepth += 1;
        return check(node);
      },
      leave,
    },
    ObjectValue: {
      enter(node) {
        valueDepth += 1;
        return check(node);
      },
      leave,
    },
  };
}
