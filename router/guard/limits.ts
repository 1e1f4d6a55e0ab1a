import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { fragmentExpansionLimit, withinFragmentExpansionLimit } from './fragment-expansion-limit.ts';
import { valueDepthLimit } from './value-depth-limit.ts';

export interface LimitOptions {
  maxDepth: number;
  maxAliases: number;
  maxDirectives: number;
  maxTokens: number;
  /** List items per operation, with nested pages multiplied. */
  maxItems: number;
}

export interface OperationLimits {
  /** In addition to GraphQL's own rules. */
  validationRules: ValidationRule[];
  maxTokens: number;
  maxItems: number;
}

/** Limits operations before any subgraph is called. GraphQL's own rules refuse fragment cycles. */
export function createOperationLimits(options: LimitOptions): OperationLimits {
  const { maxDepth, maxAliases, maxDirectives, maxTokens, maxItems } = options;
  const armor = new ApolloArmor({
    maxDepth: { ...armorLimit('depth', maxDepth), flattenFragments: true },
    maxAliases: armorLimit('aliases', maxAliases),
    maxDirectives: armorLimit('directives', maxDirectives),
    maxTokens: { enabled: false },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  });
  return {
    validationRules: [
      ...armor.protect().validationRules.map(withinFragmentExpansionLimit),
      valueDepthLimit,
      fragmentExpansionLimit,
    ],
    maxTokens,
    maxItems,
  };
}

function armorLimit(limit: string, n: number) {
  return {
    n,
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, { message }: GraphQLError) => {
        const text = message.replace(/^Syntax Error: /, '');
        context?.reportError(graphqlError('OPERATION_TOO_LARGE', text, { limit }));
      },
    ],
  };
}
