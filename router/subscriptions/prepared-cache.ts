import { createHash } from 'node:crypto';
import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import type { Graph } from '../execution/graph.ts';
import type { OperationLimits } from '../guard/limits.ts';
import { prepareSubscription } from './prepare.ts';
import type { PreparedSubscription } from './prepare.ts';
import type { OperationParams } from './service.ts';

/** Documents per graph. */
const maxPrepared = 500;

/**
 * Prepares each document once per graph.
 * @returns null for queries and mutations
 * @throws GraphQLError, or an AggregateError of several, if the subscription cannot run
 */
export type PreparedCache = (params: OperationParams) => PreparedSubscription | null;

export function createPreparedCache(options: { graph: () => Graph; limits: OperationLimits }): PreparedCache {
  const { graph, limits } = options;
  const byGraph = new WeakMap<Graph, Map<string, PreparedSubscription>>();
  return ({ query, operationName }) => {
    const current = graph();
    const cache = byGraph.get(current) ?? new Map<string, PreparedSubscription>();
    byGraph.set(current, cache);
    // Hashed: clients choose the length of the text.
    const key = createHash('sha256')
      .update(`${operationName ?? ''}\n${query}`)
      .digest('base64');
    const known = cache.get(key);
    if (known !== undefined) return known;

    const document = parseOperation(query, limits.maxTokens);
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
    const subscription = prepareSubscription({ graph: current, document, operation, limits });
    const [oldest] = cache.keys();
    if (cache.size >= maxPrepared && oldest !== undefined) cache.delete(oldest);
    cache.set(key, subscription);
    return subscription;
  };
}

/** @throws GraphQLError GRAPHQL_PARSE_FAILED for invalid text or too many tokens */
export function parseOperation(query: string, maxLexicalTokens: number): DocumentNode {
  try {
    return parse(query, { maxLexicalTokens });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw graphqlError('GRAPHQL_PARSE_FAILED', message);
  }
}
