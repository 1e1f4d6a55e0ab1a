import { LRUCache } from 'lru-cache';
import type { ClientAbortSignal } from '../../client-abort.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { createPlanningMetrics } from '../metrics.ts';
import type { PlanningMetrics, PlanningOutcome } from '../metrics.ts';
import type { PlanRequester, QueryPlan } from '../planner.ts';
import type { LoadedSupergraph } from '../thread/messages.ts';
import { createFairQueue } from './fair-queue.ts';
import type { FairQueue } from './fair-queue.ts';
import { PlanningLimitError, startPlanningThread } from './planning-thread.ts';
import type { PlanningThread } from './planning-thread.ts';
import { notPlanned, tooLarge, tooManyRefused, tooManyWaiting } from './refusals.ts';
import type { PlanningLimits } from './refusals.ts';

/** The planning threads of a process, for all its supergraphs. */
export interface PlanningPool extends Service {
  /** Starts a thread on the supergraph. @throws Error if the planner refuses the supergraph */
  load(sdl: string): Promise<PooledPlanner>;
}

export interface PooledPlanner {
  supergraph: LoadedSupergraph;
  /** Plans an operation, or joins the planning of an equal one. @throws GraphQLError */
  plan: (text: string, requester: PlanRequester) => Promise<QueryPlan>;
  /** Ends its threads once they are idle. It can still plan. */
  retire: () => void;
}

export interface PlanningPoolOptions {
  limits: PlanningLimits;
  logger: Logger;
  metrics: Registry;
}

interface Pool {
  limits: PlanningLimits;
  logger: Logger;
  metrics: PlanningMetrics;
  queue: FairQueue<Job>;
  threads: Set<PlanningThread>;
  /** A requester has a single operation on a thread at a time. */
  busy: Set<string>;
  /** Limits that each requester's operations reached in the last minute. */
  refusals: LRUCache<string, number>;
  growth: NodeJS.Timeout | null;
  isClosed: boolean;
}

interface LoadedGraph {
  sdl: string;
  isRetired: boolean;
  /** With the timers that end them. */
  idle: Map<PlanningThread, NodeJS.Timeout | null>;
  /** Jobs that wait or run, by the text of the operation. */
  jobs: Map<string, Job>;
}

interface Job {
  text: string;
  graph: LoadedGraph;
  requester: string;
  /** Of all requests that share the job. */
  signals: ClientAbortSignal[];
  queuedAtMs: number;
  plan: Promise<QueryPlan>;
  resolve(plan: QueryPlan): void;
  reject(error: Error): void;
}

/** An operation that waits longer is worth the start of another thread. */
const growAfterMs = 500;
/** Clients send their first operations some time after the start of a router. */
const minFirstIdleMs = 60_000;
const refusalsTtlMs = 60_000;
const maxRefusedRequesters = 10_000;

export function createPlanningPool({ limits, logger, metrics }: PlanningPoolOptions): PlanningPool {
  const queue = createFairQueue<Job>(limits.LIMIT_PLANNING_QUEUE);
  const threads = new Set<PlanningThread>();
  const pool: Pool = {
    ...{ limits, logger, queue, threads },
    metrics: createPlanningMetrics(metrics, { waiting: queue.size, threads: () => threads.size }),
    busy: new Set(),
    refusals: new LRUCache({ max: maxRefusedRequesters, ttl: refusalsTtlMs, noUpdateTTL: true }),
    growth: null,
    isClosed: false,
  };
  return {
    load: (sdl) => load(pool, sdl),
    async close() {
      pool.isClosed = true;
      if (pool.growth !== null) clearTimeout(pool.growth);
      for (const job of queue.clear()) job.reject(notPlanned());
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

async function load(pool: Pool, sdl: string): Promise<PooledPlanner> {
  const graph: LoadedGraph = { sdl, isRetired: false, idle: new Map(), jobs: new Map() };
  const thread = startThread(pool, graph);
  const supergraph = await thread.loaded;
  keepIdle(pool, graph, thread, minFirstIdleMs);
  return {
    supergraph,
    plan: (text, requester) => plan(pool, graph, text, requester),
    retire() {
      graph.isRetired = true;
      for (const thread of graph.idle.keys()) void thread.end();
    },
  };
}

function startThread({ threads, limits, logger, metrics }: Pool, graph: LoadedGraph): PlanningThread {
  const { sdl } = graph;
  const thread = startPlanningThread({
    ...{ sdl, logger, maxMs: limits.LIMIT_PLANNING_MS, maxMegabytes: limits.LIMIT_PLANNING_MEGABYTES },
    onEnded(ended) {
      threads.delete(ended);
      takeIdle(graph, ended);
    },
  });
  threads.add(thread);
  metrics.threadStarted();
  return thread;
}

async function plan(
  pool: Pool,
  graph: LoadedGraph,
  text: string,
  { requester, signal }: PlanRequester,
): Promise<QueryPlan> {
  const known = graph.jobs.get(text);
  if (known !== undefined) {
    known.signals.push(signal);
    return known.plan;
  }
  const { limits, refusals, metrics, queue } = pool;
  if (pool.isClosed) throw notPlanned();
  const most = limits.LIMIT_PLANNING_REFUSALS;
  if (most > 0 && (refusals.get(requester) ?? 0) >= most) {
    metrics.planned('requester', null);
    throw tooManyRefused(limits, Math.ceil(refusals.getRemainingTTL(requester) / 1_000));
  }
  const job = createJob(graph, text, requester, signal);
  const refused = queue.add(requester, job);
  if (refused !== null) {
    metrics.planned('queue', null);
    refused.reject(tooManyWaiting(limits));
  }
  dispatch(pool);
  return job.plan;
}

function createJob(graph: LoadedGraph, text: string, requester: string, signal: ClientAbortSignal): Job {
  let resolve: Job['resolve'] = () => undefined;
  let reject: Job['reject'] = () => undefined;
  const plan = new Promise<QueryPlan>((...settle) => {
    [resolve, reject] = settle;
  });
  const job = {
    ...{ text, graph, requester, plan, resolve, reject },
    signals: [signal],
    queuedAtMs: performance.now(),
  };
  graph.jobs.set(text, job);
  const end = () => graph.jobs.delete(text);
  plan.then(end, end);
  return job;
}

/** Plans waiting operations, as long as there are threads, or there may be another. */
function dispatch(pool: Pool, { mayGrow = false } = {}): void {
  const { queue, busy, threads, limits, metrics } = pool;
  const places = Math.min(limits.PLANNING_THREADS, Math.max(1, threads.size + (mayGrow ? 1 : 0)));
  while (busy.size < places && !pool.isClosed) {
    const job = queue.take((requester) => !busy.has(requester));
    if (job === null) break;
    if (job.signals.every(({ aborted }) => aborted)) {
      metrics.planned('abandoned', null);
      job.reject(notPlanned());
      continue;
    }
    busy.add(job.requester);
    void run(pool, job);
  }
  if (queue.size() === 0 || threads.size >= limits.PLANNING_THREADS || pool.growth !== null) return;
  pool.growth = setTimeout(() => {
    pool.growth = null;
    dispatch(pool, { mayGrow: true });
  }, growAfterMs);
}

async function run(pool: Pool, job: Job): Promise<void> {
  const { graph, requester } = job;
  const { busy, refusals, metrics, limits } = pool;
  const [idle] = graph.idle.keys();
  const thread = idle ?? startThread(pool, graph);
  takeIdle(graph, thread);
  let startedAtMs: number | null = null;
  const ended = (outcome: PlanningOutcome) => {
    metrics.planned(outcome, startedAtMs === null ? null : (performance.now() - startedAtMs) / 1_000);
  };
  try {
    await thread.loaded;
    startedAtMs = performance.now();
    metrics.waited((startedAtMs - job.queuedAtMs) / 1_000);
    const planned = await thread.plan(job.text);
    ended('planned');
    job.resolve(planned);
  } catch (error) {
    if (error instanceof PlanningLimitError) {
      ended(error.limit);
      refusals.set(requester, (refusals.get(requester) ?? 0) + 1);
      job.reject(tooLarge(error, limits));
    } else {
      ended('failed');
      job.reject(pool.isClosed ? notPlanned() : asError(error));
    }
  }
  busy.delete(requester);
  pool.queue.endTurn(requester);
  release(pool, graph, thread);
  dispatch(pool);
}

/** Keeps a thread for the next operation, or starts one in place of a thread that has ended. */
function release(pool: Pool, graph: LoadedGraph, thread: PlanningThread): void {
  if (pool.isClosed || graph.isRetired) void thread.end();
  else if (!thread.hasEnded()) keepIdle(pool, graph, thread);
  else if (pool.threads.size === 0) keepIdle(pool, graph, startThread(pool, graph));
}

function keepIdle({ limits }: Pool, graph: LoadedGraph, thread: PlanningThread, minIdleMs = 0): void {
  const idleMs = limits.PLANNING_IDLE_SECONDS * 1_000;
  const timer =
    idleMs === 0 ? null : setTimeout(() => void thread.end(), Math.max(idleMs, minIdleMs)).unref();
  graph.idle.set(thread, timer);
}

function takeIdle({ idle }: LoadedGraph, thread: PlanningThread): void {
  clearTimeout(idle.get(thread) ?? undefined);
  idle.delete(thread);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
