import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { DocumentLimits } from './document-text.ts';
import { fieldMergeLimit } from './field-merge-limit.ts';
import { fragmentExpansionLimit, withinFragmentExpansionLimit } from './fragment-expansion-limit.ts';
import { rootIntrospectionRule } from './root-introspection.ts';
import { valueDepthLimit } from './value-depth-limit.ts';

/** Validation stops there: each error costs about as much as a small operation. */
export const maxValidationErrors = 20;

export interface LimitOptions extends DocumentLimits {
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
  /** List items per operation, with nested pages multiplied. */
  maxItems: number;
  /** Fields in the items of an operation, with nested pages multiplied. */
  maxFields: number;
  /** Size of an introspection, in multiples of the whole schema's; 0 sets no limit. */
  maxIntrospectionCopies: number;
}

export interface OperationLimits extends DocumentLimits {
  /** In addition to GraphQL's own rules. */
  validationRules: ValidationRule[];
  maxItems: number;
  maxFields: number;
  maxIntrospectionCopies: number;
}

/** Limits operations before any subgraph is called. GraphQL's own rules refuse fragment cycles. */
export function createOperationLimits(options: LimitOptions): OperationLimits {
  const {
    maxDepth,
    maxAliases,
    maxDirectives,
    maxTokens,
    maxDocumentBytes,
    maxItems,
    maxFields,
    maxIntrospectionCopies,
  } = options;
  const armor = new ApolloArmor({
    maxDepth: { ...armorLimit('depth', maxDepth, 'LIMIT_DEPTH'), flattenFragments: true },
    // By default, aliases of __typename do not count: a thousand of them in each item make a huge answer.
    maxAliases: { ...armorLimit('aliases', maxAliases, 'LIMIT_ALIASES'), allowList: [] },
    maxDirectives: armorLimit('directives', maxDirectives, 'LIMIT_DIRECTIVES'),
    maxTokens: { enabled: false },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  });
  return {
    validationRules: [
      ...armor.protect().validationRules.map(withinFragmentExpansionLimit),
      valueDepthLimit,
      fragmentExpansionLimit,
      withinFragmentExpansionLimit(fieldMergeLimit),
      withinFragmentExpansionLimit(rootIntrospectionRule),
    ],
    ...{ maxTokens, maxDocumentBytes, maxItems, maxFields, maxIntrospectionCopies },
  };
}

function armorLimit(limit: string, n: number, setting: string) {
  return {
    n,
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, { message }: GraphQLError) => {
        const text = message.replace(/^Syntax Error: /, '').replace(/\.?$/, ` (${setting}).`);
        context?.reportError(graphqlError('OPERATION_TOO_LARGE', text, { limit }));
      },
    ],
  };
}
