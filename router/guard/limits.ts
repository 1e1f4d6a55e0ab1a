import { ApolloArmor } from '@escape.tech/graphql-armor';
import type { GraphQLError, ValidationContext, ValidationRule } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { RouterConfig } from '../config.ts';
import { limitedNesting } from './value-depth-limit.ts';
import { limitedSpreads, whereSpreadsAreFew } from './fragment-expansion-limit.ts';

/** What an operation may be, checked before anything is asked of a subgraph. */
export interface Limits {
  /** To be checked with GraphQL's own rules. */
  validationRules: ValidationRule[];
  /** For the parser, which stops there. */
  maxTokens: number;
  /** How many list items an operation may ask for, pages within pages multiplied. */
  maxItems: number;
}

/** The limits of operations: depth, aliases, directives, tokens, list items, and values within values. Fragment cycles are against GraphQL's own rules. */
export function createLimits(config: RouterConfig): Limits {
  const limited = (limit: string, n: number) => ({
    n,
    propagateOnRejection: false,
    onReject: [
      (context: ValidationContext | null, { message }: GraphQLError) => {
        const text = message.replace(/^Syntax Error: /, '');
        context?.reportError(graphqlError('OPERATION_TOO_LARGE', text, { limit }));
      },
    ],
  });
  const armor = new ApolloArmor({
    maxDepth: { ...limited('depth', config.LIMIT_DEPTH), flattenFragments: true },
    maxAliases: limited('aliases', config.LIMIT_ALIASES),
    maxDirectives: limited('directives', config.LIMIT_DIRECTIVES),
    maxTokens: { enabled: false },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: false },
  });
  return {
    validationRules: [
      ...armor.protect().validationRules.map(whereSpreadsAreFew),
      ...[limitedNesting, limitedSpreads],
    ],
    maxTokens: config.LIMIT_TOKENS,
    maxItems: config.LIMIT_ITEMS,
  };
}
