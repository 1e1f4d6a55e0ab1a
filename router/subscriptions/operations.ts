import { createHash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import { getOperationAST, GraphQLError, OperationTypeNode, parse } from 'graphql';
import type { DocumentNode, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import { graphqlError, unauthenticated } from '../../platform/errors.ts';
import type { ContextFactory, RouterContext } from '../context.ts';
import { ClientAbort } from '../client-abort.ts';
import type { ClientAbortSignal } from '../client-abort.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { Graph } from '../execution/graph.ts';
import type { VerifiedCaller } from '../guard/access-tokens.ts';
import type { OperationLimits } from '../guard/limits.ts';
import type { RouterMetrics } from '../metrics.ts';
import { replanOnReload } from './replan-on-reload.ts';
import { observe } from './cancellable.ts';
import { hydrate } from './hydration.ts';
import { prepareSubscription } from './prepare.ts';
import type { PreparedSubscription } from './prepare.ts';
import { streamOf, openEntityStream } from './entity-stream.ts';
import type { Notifications } from './notifications.ts';

/** An operation as it comes over a socket or an event stream. */
export interface OperationParams {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

/** Who sends it, and over what. */
export interface OperationSender extends VerifiedCaller {
  requestId: string;
  clientAddress: string | null;
}

export type ResultStream = AsyncGenerator<FormattedExecutionResult, undefined, undefined>;

/** Runs operations of any kind for transports that can stream. */
export interface SubscriptionService {
  /** @throws GraphQLError where the text is not GraphQL, or too long, or has no such operation */
  parse(params: OperationParams): { document: DocumentNode; kind: OperationTypeNode };
  /**
   * Begins with the first result that is asked for, and never fails: what goes wrong is in the results. `return` ends
   * it at once, except for a mutation that is under way: that is carried out, and told to nobody.
   */
  run(params: OperationParams, sender: OperationSender): ResultStream;
  /** An error as clients get it. */
  formatError(thrown: unknown): GraphQLFormattedError;
  /** Ends all subscriptions, and starts no more. */
  close(): Promise<void>;
}

export interface SubscriptionServiceOptions {
  apollo: ApolloServer<RouterContext>;
  graph: () => Graph;
  limits: OperationLimits;
  contextFor: ContextFactory;
  format: ErrorFormatter;
  metrics: RouterMetrics;
  /** Null where subscriptions are off. */
  notifications: Notifications | null;
  recheckMs: number;
}

/** Documents of subscriptions that are kept ready to run. */
const preparedLimit = 500;

export function createSubscriptionService(options: SubscriptionServiceOptions): SubscriptionService {
  const { apollo, graph, limits, contextFor, format, metrics, notifications, recheckMs } = options;
  const open = new Set<ResultStream>();
  const prepared = createPreparedCache(options);
  let closed = false;

  const parsed = (query: string) => parseOperation(query, limits.maxTokens);
  const formatted = (thrown: unknown) => formatError(format, thrown);
  const failed = (thrown: unknown): FormattedExecutionResult => {
    const errors: unknown[] = thrown instanceof AggregateError ? thrown.errors : [thrown];
    return { errors: errors.map(formatted), data: null };
  };
  const expired = () => failed(unauthenticated('The access token has expired.'));

  async function execute(
    { query, operationName, variables }: OperationParams,
    { caller, requestId, clientAddress }: OperationSender,
    signal: ClientAbortSignal,
  ): Promise<FormattedExecutionResult> {
    const { body } = await apollo.executeOperation(
      {
        query,
        ...(operationName === null || operationName === undefined ? {} : { operationName }),
        ...(variables === null || variables === undefined ? {} : { variables }),
      },
      { contextValue: contextFor({ caller, requestId, clientAddress, signal }) },
    );
    return body.kind === 'single' ? body.singleResult : body.initialResult;
  }

  /** The one result of a query or mutation; none where nobody waits for it any more. */
  async function* answer(
    params: OperationParams,
    sender: OperationSender,
    abort: ClientAbortSignal,
  ): ResultStream {
    const result = await execute(params, sender, abort).catch(failed);
    if (!abort.aborted) yield result;
    return undefined;
  }

  function answerOnce(params: OperationParams, sender: OperationSender): ResultStream {
    const abort = new ClientAbort();
    return observe(answer(params, sender, abort), {
      leaving() {
        abort.abort();
      },
    });
  }

  function subscribe(
    subscription: PreparedSubscription,
    params: OperationParams,
    sender: OperationSender,
  ): ResultStream {
    if (notifications === null) {
      throw graphqlError('BAD_REQUEST', 'Subscriptions are off: this router has no Redis (REDIS_URL).');
    }
    if (closed) throw graphqlError('SUBGRAPH_UNAVAILABLE', 'This router is stopping. Subscribe again.');
    const { caller, requestId, clientAddress, expiresAt } = sender;
    const { fieldName, responseName } = subscription;
    const subjectOf = (prepared: PreparedSubscription) => prepared.topicFor(params.variables ?? {}, caller);
    const subject = subjectOf(subscription);
    const { channel, entity, variables } = subject;
    const standing = replanOnReload({
      ...{ graph, subscription, subject, subjectOf },
      prepare: () => prepared(params, parsed),
    });
    const results = openEntityStream({
      ...{ channel, entity, notifications, expiresAt, recheckMs },
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
  function counted(inner: ResultStream, fieldName: string): ResultStream {
    const ended = metrics.subscriptionOpened(fieldName);
    const results = observe(inner, {
      value() {
        metrics.stateSent(fieldName);
      },
      ended() {
        open.delete(results);
        ended();
      },
    });
    open.add(results);
    return results;
  }

  function run(params: OperationParams, sender: OperationSender): ResultStream {
    try {
      if (sender.expiresAt !== null && sender.expiresAt.getTime() <= Date.now()) return streamOf(expired());
      const subscription = prepared(params, parsed);
      return subscription === null ? answerOnce(params, sender) : subscribe(subscription, params, sender);
    } catch (error) {
      return streamOf(failed(error));
    }
  }

  return {
    parse({ query, operationName }) {
      const document = parsed(query);
      const operation = getOperationAST(document, operationName);
      if (operation === null || operation === undefined) throw unnamed();
      return { document, kind: operation.operation };
    },
    formatError: formatted,
    run,
    async close() {
      closed = true;
      await Promise.all([...open].map((results) => results.return(undefined)));
    },
  };
}

/** Prepares each document once, until the graph is another. Gives null for what is no subscription. */
function createPreparedCache({ graph, limits }: SubscriptionServiceOptions) {
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
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return null;
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

function unnamed(): GraphQLError {
  const message = 'There is no operation of that name, or none is named of several.';
  return graphqlError('OPERATION_RESOLUTION_FAILURE', message);
}

/** What is unknown and what is somebody else's, exactly alike. */
function notFound(responseName: string): GraphQLError {
  return new GraphQLError('There is no such thing to watch, or it is not yours.', {
    path: [responseName],
    extensions: { code: 'NOT_FOUND' },
  });
}
