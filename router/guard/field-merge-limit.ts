import { Kind } from 'graphql';
import type { ASTVisitor, DocumentNode, FieldNode, SelectionSetNode, ValidationContext } from 'graphql';
import { validationAbortedError } from 'graphql/validation/validationAbortedError.js';
import { graphqlError } from '../../platform/errors.ts';
import { selectionExtentOf } from '../selection-extent.ts';
import { fragmentsOf, responseNameOf, walkFields } from '../selections.ts';
import type { Fragment } from '../selections.ts';

/** Each pair takes graphql about a microsecond. */
const maxPairs = 20_000;

const message = `The operation selects the same fields too often: graphql would compare more than ${maxPairs} pairs of fields. Select each field once.`;

/**
 * Validation rule: refuses operations that select fields of the same name hundreds of times in one place. GraphQL compares
 * each pair (https://spec.graphql.org/draft/#FieldsInSetCanMerge()), which takes a tenth of a second for 4 KB.
 */
export function fieldMergeLimit(context: ValidationContext): ASTVisitor {
  if (pairsIn(context.getDocument()) <= maxPairs) return {};
  context.reportError(graphqlError('OPERATION_TOO_LARGE', message, { limit: 'selections' }));
  return {
    Document() {
      // Ends the validation before GraphQL's own rules compare the pairs.
      throw validationAbortedError;
    },
  };
}

/**
 * Counts the pairs of fields that have one response path. Stops above the limit, and where a valid document ends: another
 * rule refuses fragment cycles.
 */
function pairsIn(document: DocumentNode): number {
  const fragments = fragmentsOf(document);
  const { selections, depth } = selectionExtentOf(document);
  let pairs = 0;
  let visitedFields = 0;

  function addPairs(selectionSets: readonly SelectionSetNode[], level: number): void {
    const byName = new Map<string, FieldNode[]>();
    const visited = new Set<Fragment>();
    const opens = (fragment: Fragment) => {
      const isNew = !visited.has(fragment);
      visited.add(fragment);
      return isNew;
    };
    const collect = (field: FieldNode) => {
      visitedFields += 1;
      const name = responseNameOf(field);
      const others = byName.get(name);
      if (others === undefined) byName.set(name, [field]);
      else {
        pairs += others.length;
        others.push(field);
      }
    };
    for (const selectionSet of selectionSets) walkFields(selectionSet, fragments, collect, opens);
    for (const fields of byName.values()) {
      if (pairs > maxPairs || visitedFields > selections || level > depth) return;
      const within = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (within.length > 0) addPairs(within, level + 1);
    }
  }

  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) addPairs([definition.selectionSet], 1);
  }
  return pairs;
}
