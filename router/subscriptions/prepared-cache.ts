import { createHash } from 'node:crypto';
import { getOperationAST, OperationTypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentBytes } from '../document-size.ts';
import type { Graph } from '../execution/graph.ts';
import { parseDocument } from '../guard/document-text.ts';
import type { OperationLimits } from '../guard/limits.ts';
import type { PlanRequester } from '../planning/planner.ts';
import { prepareSubscription } from './prepare.ts';
import type { PreparedSubscription } from './prepare.ts';
import type { OperationParams } from './service.ts';

/** Of each graph. */
const maxPreparedBytes = 8 * 1024 * 1024;
/** Besides the document of the client, and the document with a version that is planned: measured heap sizes. */
const bytesPerSubscription = 10_000;

/**
 * Prepares each document once per graph.
 * @returns the subscription if it is known, null for queries and mutations, or a promise while it is planned
 * @throws GraphQLError, or an AggregateError of several, if the subscription cannot run
 */
export type PreparedCache = (
  params: OperationParams,
  requester: PlanRequester,
) => PreparedSubscription | null | Promise<PreparedSubscription>;

interface Prepared {
  known: LRUCache<string, PreparedSubscription>;
  /** Several subscribers may wait for one plan. */
  planned: Map<string, Promise<PreparedSubscription>>;
}

export function createPreparedCache(options: { graph: () => Graph; limits: OperationLimits }): PreparedCache {
  const { graph, limits } = options;
  const byGraph = new WeakMap<Graph, Prepared>();
  return ({ query, operationName }, requester) => {
    const current = graph();
    const { known: cache, planned } = byGraph.get(current) ?? {
      known: new LRUCache({ maxSize: maxPreparedBytes }),
      planned: new Map<string, Promise<PreparedSubscription>>(),
    };
    byGraph.set(current, { known: cache, planned });
    // Hashed: clients choose the length of the text.
    const key = createHash('sha256')
      .update(`${operationName ?? ''}\n${query}`)
      .digest('base64');
    const known = cache.get(key) ?? planned.get(key);
    if (known !== undefined) return known;

    const document = parseDocument(query, limits);
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
    const subscription = prepareSubscription({ graph: current, document, operation, limits, requester });
    planned.set(key, subscription);
    const end = () => planned.delete(key);
    subscription.then((prepared) => {
      cache.set(key, prepared, { size: bytesPerSubscription + 2 * documentBytes(document) });
      end();
    }, end);
    return subscription;
  };
}
