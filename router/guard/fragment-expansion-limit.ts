import type { ASTVisitor, ValidationContext, ValidationRule } from 'graphql';
import { validationAbortedError } from 'graphql/validation/validationAbortedError.js';
import { graphqlError } from '../../platform/errors.ts';
import { selectionExtentOf } from '../selection-extent.ts';

/** A fragment's selections count at each of its spreads. */
const maxSelections = 20_000;
/** Through fragments too: recursive walks of an operation stay within the stack. */
const maxSelectionDepth = 1_000;

/**
 * Validation rule: refuses operations whose fragments multiply or form a long chain. Forty short fragments that each
 * spread the next twice expand to a trillion selections.
 */
export function fragmentExpansionLimit(context: ValidationContext): ASTVisitor {
  const { selections, depth } = selectionExtentOf(context.getDocument());
  if (selections > maxSelections) {
    const message = `The operation expands to more than ${maxSelections} selections: spread fewer fragments.`;
    context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'selections' }));
  }
  if (depth <= maxSelectionDepth) return {};
  const message = `The operation nests selections more than ${maxSelectionDepth} levels deep.`;
  context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'selections' }));
  return {
    Document() {
      // Ends the validation: GraphQL's own rules follow the chain recursively and would overflow the stack.
      throw validationAbortedError;
    },
  };
}

/** Runs a rule that walks expanded fragments only on operations within the fragment expansion limit. */
export function withinFragmentExpansionLimit(rule: ValidationRule): ValidationRule {
  return (context) => {
    const { selections, depth } = selectionExtentOf(context.getDocument());
    return selections > maxSelections || depth > maxSelectionDepth ? {} : rule(context);
  };
}
