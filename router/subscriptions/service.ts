import type { ApolloServer } from '@apollo/server';
import { getOperationAST } from 'graphql';
import type {
  DocumentNode,
  FormattedExecutionResult,
  GraphQLFormattedError,
  OperationTypeNode,
} from 'graphql';
import type { Clock } from '../../platform/clock.ts';
import { graphqlError } from '../../platform/errors.ts';
import { ClientAbort } from '../client-abort.ts';
import type { ClientAbortSignal } from '../client-abort.ts';
import { requesterOf, senderOf } from '../context.ts';
import type { ContextFactory, RouterContext } from '../context.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { Graph } from '../execution/graph.ts';
import { sessionEnded } from '../guard/access-tokens.ts';
import type { VerifiedCaller } from '../guard/access-tokens.ts';
import type { ClientLimits } from '../guard/client-limits.ts';
import { parseDocument } from '../guard/document-text.ts';
import type { EndedSessions } from '../guard/ended-sessions.ts';
import type { OperationLimits } from '../guard/limits.ts';
import { routerOverloaded } from '../guard/operation-admission.ts';
import type { OperationAdmission } from '../guard/operation-admission.ts';
import type { RouterMetrics } from '../metrics.ts';
import { observe, pendingStream } from './cancellable.ts';
import { openEntityStream, streamOf } from './entity-stream.ts';
import type { StreamSession } from './entity-stream.ts';
import { hydrate, unplanned } from './hydration.ts';
import { unitsOf } from './message-rate.ts';
import type { Notifications } from './notifications.ts';
import {
  entityNotFound,
  failed,
  notExecuted,
  isTooMany,
  notificationsLost,
  operationNotFound,
  tokenExpired,
  tooSlow,
} from './service-errors.ts';
import type { PreparedSubscription } from './prepare.ts';
import { createPreparedCache } from './prepared-cache.ts';
import type { PreparedCache } from './prepared-cache.ts';
import { replanOnReload } from './replan-on-reload.ts';

/** From a WebSocket message or an event stream request. */
export interface OperationParams {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface OperationSender extends VerifiedCaller {
  requestId: string;
  clientAddress: string | null;
}

export type ResultStream = AsyncGenerator<FormattedExecutionResult, undefined, undefined>;

/** Runs operations for the streaming transports. */
export interface SubscriptionService {
  /** @throws GraphQLError if the text is invalid or too long, or has no operation of that name */
  parse(params: OperationParams): { document: DocumentNode; kind: OperationTypeNode };
  /**
   * Starts at the first `next`. The stream never rejects: errors are in the results. A result without `data` is the only
   * one: the operation was not executed. `return` ends the stream at once; a mutation still runs to its end, without a
   * result.
   * @throws GraphQLError TOO_MANY_SUBSCRIPTIONS
   */
  run(params: OperationParams, sender: OperationSender): ResultStream;
  formatError(thrown: unknown): GraphQLFormattedError;
  /** Ends all subscriptions and refuses more. */
  close(): Promise<void>;
}

export interface SubscriptionServiceOptions {
  apollo: ApolloServer<RouterContext>;
  admission: OperationAdmission;
  graph: () => Graph;
  limits: OperationLimits;
  contextFor: ContextFactory;
  format: ErrorFormatter;
  metrics: RouterMetrics;
  /** Of subscriptions. */
  clientLimits: ClientLimits;
  endedSessions: EndedSessions;
  /** Null if subscriptions are disabled. */
  notifications: Notifications | null;
  /** Between checks for missed notifications. */
  recheckMs: number;
  clock: Clock;
}

interface Service extends SubscriptionServiceOptions {
  status: 'open' | 'closed';
  open: Set<ResultStream>;
  prepared: PreparedCache;
}

export function createSubscriptionService(options: SubscriptionServiceOptions): SubscriptionService {
  const service: Service = {
    ...options,
    status: 'open',
    open: new Set(),
    prepared: createPreparedCache(options),
  };
  return {
    parse({ query, operationName }) {
      const document = parseDocument(query, options.limits);
      const operation = getOperationAST(document, operationName);
      if (operation === null || operation === undefined) throw operationNotFound();
      return { document, kind: operation.operation };
    },
    run: (params, sender) => run(service, params, sender),
    formatError: (thrown) => formatError(options.format, thrown),
    async close() {
      service.status = 'closed';
      await Promise.all([...service.open].map((results) => results.return(undefined)));
      // The transports then learn of the ends, and send them before the connections close.
      await new Promise(setImmediate);
    },
  };
}

function run(service: Service, params: OperationParams, sender: OperationSender): ResultStream {
  try {
    if (sender.expiresAt !== null && sender.expiresAt <= service.clock()) {
      return streamOf(notExecuted(service.format, tokenExpired()));
    }
    if (sessionOf(service, sender).hasEnded()) return streamOf(notExecuted(service.format, sessionEnded()));
    const subscription = service.prepared(params, requesterOf({ ...sender, signal: neverAborted }));
    if (subscription === null) return runOnce(service, params, sender);
    return withinLimits(service, params, sender, () =>
      subscription instanceof Promise
        ? pendingStream(subscribeWhenPlanned(service, subscription, params, sender))
        : subscribe(service, subscription, params, sender),
    );
  } catch (error) {
    if (isTooMany(error)) throw error;
    return streamOf(notExecuted(service.format, error));
  }
}

/** @throws GraphQLError TOO_MANY_SUBSCRIPTIONS */
function withinLimits(
  { clientLimits }: Service,
  params: OperationParams,
  { caller, clientAddress }: OperationSender,
  start: () => ResultStream,
): ResultStream {
  const userId = caller.kind === 'user' ? caller.userId : undefined;
  const ended = clientLimits.admit({ address: clientAddress, userId }, weightOf(params));
  try {
    return observe(start(), { ended });
  } catch (error) {
    ended();
    throw error;
  }
}

/** A stream with a single result. */
function runOnce(service: Service, params: OperationParams, sender: OperationSender): ResultStream {
  const abort = new ClientAbort();
  return observe(onlyResult(service, params, sender, abort), {
    cancelled() {
      abort.abort();
    },
  });
}

async function* onlyResult(
  service: Service,
  { query, operationName, variables }: OperationParams,
  { caller, requestId, clientAddress }: OperationSender,
  signal: ClientAbortSignal,
): ResultStream {
  const request = {
    query,
    ...(operationName === null || operationName === undefined ? {} : { operationName }),
    ...(variables === null || variables === undefined ? {} : { variables }),
  };
  const arrivedMs = performance.now();
  const contextValue = service.contextFor({ caller, requestId, clientAddress, signal, arrivedMs });
  const result = await admitted(service, query, contextValue, () =>
    service.apollo
      .executeOperation(request, { contextValue })
      .then(({ body }) => (body.kind === 'single' ? body.singleResult : body.initialResult)),
  ).catch((error: unknown) => notExecuted(service.format, error));
  if (!signal.aborted) yield result;
  return undefined;
}

/** @throws GraphQLError OVERLOADED if the operation was refused */
async function admitted<Result>(
  { admission }: Service,
  query: string,
  context: RouterContext,
  execute: () => Promise<Result>,
): Promise<Result> {
  if (!(await admission.enter(query, context.signal, senderOf(context)))) throw routerOverloaded();
  try {
    return await execute();
  } finally {
    admission.leave();
  }
}

/** Several subscribers may wait for one plan: it is made even if the first leaves. */
const neverAborted = new ClientAbort();

function subscribeWhenPlanned(
  service: Service,
  planned: Promise<PreparedSubscription>,
  params: OperationParams,
  sender: OperationSender,
): Promise<ResultStream> {
  return planned
    .then((subscription) => subscribe(service, subscription, params, sender))
    .catch((error: unknown) => streamOf(notExecuted(service.format, error)));
}

function subscribe(
  service: Service,
  subscription: PreparedSubscription,
  params: OperationParams,
  sender: OperationSender,
): ResultStream {
  const { notifications, graph, contextFor, format, recheckMs, clock } = service;
  if (notifications === null) {
    throw graphqlError('BAD_REQUEST', 'Subscriptions are disabled: this router has no Redis (REDIS_URL).');
  }
  if (service.status === 'closed') {
    throw graphqlError('SUBGRAPH_UNAVAILABLE', 'This router is shutting down. Subscribe again.');
  }
  const { caller, requestId, clientAddress, expiresAt } = sender;
  const { operationName } = params;
  const given = params.variables ?? {};
  const topicFor = (prepared: PreparedSubscription) => prepared.topicFor(given, caller);
  const topic = topicFor(subscription);
  const { channel, entity, variables } = topic;
  const requester = requesterOf({ caller, clientAddress, signal: neverAborted });
  const currentPlan = replanOnReload({
    ...{ graph, subscription, topic, topicFor },
    // All subscribers of a document share its text.
    prepare: () => service.prepared({ query: subscription.text, operationName }, requester),
  });
  const results = openEntityStream({
    ...{ channel, entity, notifications, expiresAt, recheckMs, clock },
    session: sessionOf(service, sender),
    async hydrate(snapshot, signal) {
      const arrivedMs = performance.now();
      let plan: PreparedSubscription;
      try {
        plan = await currentPlan();
      } catch (error) {
        return unplanned(error, failed(service.format, error));
      }
      const context = contextFor({ caller, requestId, clientAddress, signal, arrivedMs });
      return hydrate({ subscription: plan, snapshot, variables, context, format });
    },
    endings: {
      expired: () => failed(service.format, tokenExpired()),
      sessionEnded: () => failed(service.format, sessionEnded()),
      notFound: () => failed(service.format, entityNotFound(subscription.responseName)),
      tooSlow: () => failed(service.format, tooSlow()),
      interrupted: () => failed(service.format, notificationsLost()),
    },
  });
  return counted(service, results, subscription.fieldName);
}

function sessionOf({ endedSessions }: Service, { session }: OperationSender): StreamSession {
  return {
    hasEnded: () => session !== null && endedSessions.hasEnded(session),
    watch: (onEnd) => (session === null ? () => undefined : endedSessions.watch(session, onEnd)),
  };
}

/** The router keeps document and variables as long as the subscription is open. */
function weightOf({ query, variables }: OperationParams): number {
  return unitsOf(query.length + JSON.stringify(variables ?? null).length);
}

/** Counts a subscription in the metrics, and registers it for `close`. */
function counted({ metrics, open }: Service, inner: ResultStream, fieldName: string): ResultStream {
  const subscriptionEnded = metrics.subscriptionOpened(fieldName);
  const results = observe(inner, {
    value() {
      metrics.stateSent(fieldName);
    },
    ended() {
      open.delete(results);
      subscriptionEnded();
    },
  });
  open.add(results);
  return results;
}
