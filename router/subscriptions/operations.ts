import { createHash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { getOperationAST, GraphQLError, parse } from 'graphql';
import type { DocumentNode, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { graphqlError, unauthenticated } from '../../platform/errors.ts';
import type { ContextFactory, RouterContext } from '../context.ts';
import { formatThrown } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { Graph } from '../gateway.ts';
import type { Session } from '../identity.ts';
import type { Limits } from '../limits.ts';
import type { RouterMetrics } from '../metrics.ts';
import { acrossGraphs } from './across-graphs.ts';
import { hydrate } from './hydration.ts';
import { prepareSubscription } from './prepare.ts';
import type { PreparedSubscription } from './prepare.ts';
import { openStream } from './stream.ts';
import type { WakeUps } from './wake-ups.ts';

/** An operation as it comes over a socket or an event stream. */
export interface OperationParams {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** Who sends it, and over what. */
export interface Sender extends Session {
  requestId: string;
  clientAddress: string | null;
  /** Aborts once the sender has gone. */
  signal: AbortSignal;
}

export type Results = AsyncGenerator<FormattedExecutionResult, undefined, undefined>;

/** Runs operations of any kind for transports that can stream. */
export interface StreamingOperations {
  /** @throws GraphQLError where the text is not GraphQL, or too long */
  parse(query: string): DocumentNode;
  /** Never rejects: what goes wrong is in the results. */
  run(params: OperationParams, sender: Sender): Promise<Results | FormattedExecutionResult>;
  /** An error as clients get it. */
  formatted(thrown: unknown): GraphQLFormattedError;
  /** Ends all subscriptions, and starts no more. */
  close(): Promise<void>;
}

export interface StreamingOptions {
  apollo: ApolloServer<RouterContext>;
  graph: () => Graph;
  limits: Limits;
  contextFor: ContextFactory;
  format: ErrorFormatter;
  metrics: RouterMetrics;
  /** Null where subscriptions are off. */
  wakeUps: WakeUps | null;
  recheckMs: number;
}

/** Documents of subscriptions that are kept ready to run. */
const preparedLimit = 500;

export function createStreamingOperations(options: StreamingOptions): StreamingOperations {
  const { apollo, graph, limits, contextFor, format, metrics, wakeUps, recheckMs } = options;
  const open = new Set<Results>();
  const prepared = createPreparedCache(options);
  let closed = false;

  const parsed = (query: string) => parseOperation(query, limits.maxTokens);
  const formatted = (thrown: unknown) => formatThrown(format, thrown);
  const failed = (thrown: unknown): FormattedExecutionResult => {
    const errors: unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
    return { errors: errors.map(formatted), data: null };
  };
  const expired = () => failed(unauthenticated('The access token has expired.'));

  async function execute(params: OperationParams, sender: Sender): Promise<FormattedExecutionResult> {
    const { query, operationName, variables } = params;
    const { body } = await apollo.executeOperation(
      {
        query,
        ...(operationName === null || operationName === undefined ? {} : { operationName }),
        ...(variables === null || variables === undefined ? {} : { variables }),
      },
      { contextValue: contextFor(sender) },
    );
    return body.kind === 'single' ? body.singleResult : body.initialResult;
  }

  function subscribe(subscription: PreparedSubscription, params: OperationParams, sender: Sender): Results {
    if (wakeUps === null) {
      throw graphqlError('BAD_REQUEST', 'Subscriptions are off: this router has no Redis (REDIS_URL).');
    }
    if (closed) throw graphqlError('SUBGRAPH_UNAVAILABLE', 'This router is stopping. Subscribe again.');
    const { caller, requestId, clientAddress, expiresAt } = sender;
    const { fieldName, responseName } = subscription;
    const subjectOf = (prepared: PreparedSubscription) => prepared.subjectOf(params.variables ?? {}, caller);
    const subject = subjectOf(subscription);
    const { channel, entity, variables } = subject;
    const standing = acrossGraphs({
      ...{ graph, subscription, subject, subjectOf },
      prepare: () => prepared(params, parsed),
    });
    const results = openStream({
      ...{ channel, entity, wakeUps, expiresAt, recheckMs },
      async hydrate(snapshot, signal) {
        let now: PreparedSubscription;
        try {
          now = standing();
        } catch (error) {
          return { kind: 'refused', result: failed(error) };
        }
        const context = contextFor({ caller, requestId, clientAddress, signal });
        return hydrate({ subscription: now, snapshot, variables, context, format });
      },
      endings: {
        expired,
        notFound: () => failed(notFound(responseName)),
        tooSlow: () => failed(graphqlError('CONFLICT', 'More is happening than you read. Subscribe again.')),
      },
    });
    return counted(results, fieldName);
  }

  /** Keeps count of it, and remembers it for as long as it is open. */
  function counted(inner: Results, fieldName: string): Results {
    const ended = metrics.subscriptionOpened(fieldName);
    const end = (result: IteratorResult<FormattedExecutionResult, undefined>) => {
      if (result.done !== true) metrics.stateSent(fieldName);
      else if (open.delete(results)) ended();
      return result;
    };
    const results = {
      next: () => inner.next().then(end),
      return: (value: undefined) => inner.return(value).then(end),
      throw: (error: unknown) => inner.throw(error).then(end),
      [Symbol.asyncIterator]: () => results,
    } as Results;
    open.add(results);
    return results;
  }

  async function run(params: OperationParams, sender: Sender): Promise<Results | FormattedExecutionResult> {
    try {
      if (sender.expiresAt !== null && sender.expiresAt.getTime() <= Date.now()) return expired();
      const subscription = prepared(params, parsed);
      if (subscription === null) return await execute(params, sender);
      return subscribe(subscription, params, sender);
    } catch (error) {
      return failed(error);
    }
  }

  return {
    parse: parsed,
    formatted,
    run,
    async close() {
      closed = true;
      await Promise.all([...open].map((results) => results.return(undefined)));
    },
  };
}

/** Prepares each document once, until the graph is another. Gives null for what is no subscription. */
function createPreparedCache({ graph, limits }: StreamingOptions) {
  const byGraph = new WeakMap<Graph, Map<string, PreparedSubscription>>();
  return (
    { query, operationName }: OperationParams,
    parsed: (query: string) => DocumentNode,
  ): PreparedSubscription | null => {
    const current = graph();
    const cache = byGraph.get(current) ?? new Map<string, PreparedSubscription>();
    byGraph.set(current, cache);
    // Clients choose the text, and how long it is.
    const key = createHash('sha256')
      .update(`${operationName ?? ''}\n${query}`)
      .digest('base64');
    const known = cache.get(key);
    if (known !== undefined) return known;

    const document = parsed(query);
    const operation = getOperationAST(document, operationName);
    if (operation?.operation.toString() !== 'subscription') return null;
    const subscription = prepareSubscription({
      ...{ graph: current, document, operation, limits },
    });
    const [oldest] = cache.keys();
    if (cache.size >= preparedLimit && oldest !== undefined) cache.delete(oldest);
    cache.set(key, subscription);
    return subscription;
  };
}

/** @throws GraphQLError GRAPHQL_PARSE_FAILED where it is not GraphQL, or too long */
function parseOperation(query: string, maxLexicalTokens: number): DocumentNode {
  try {
    return parse(query, { maxLexicalTokens });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw graphqlError('GRAPHQL_PARSE_FAILED', message);
  }
}

/** What is unknown and what is somebody else's, exactly alike. */
function notFound(responseName: string): GraphQLError {
  return new GraphQLError('There is no such thing to watch, or it is not yours.', {
    path: [responseName],
    extensions: { code: 'NOT_FOUND' },
  });
}
