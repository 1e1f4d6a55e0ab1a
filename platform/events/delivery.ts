import { z } from 'zod';
import type { Logger } from '../log.ts';
import { sharedCounter } from '../metrics.ts';
import type { Registry } from '../metrics.ts';
import { backoffMs } from '../resilience/backoff.ts';
import { retryUntilSuccess } from '../resilience/retry-until-success.ts';
import { parseCloudEvent } from './cloud-event.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { Entry, Failure, GroupMember } from './consumer-group.ts';
import { isOutage } from '../stores/outage.ts';

interface ParsedEntry {
  entry: Entry;
  event: CloudEvent;
}

/** After `apply`, an entry is acknowledged, retried later, or becomes a dead letter. */
export interface Delivery {
  /** @throws Redis's error, or the error of `apply` after an abort: unsettled entries stay pending */
  deliver(entries: readonly Entry[]): Promise<void>;
  retryDue(): Promise<void>;
  /** The time to the next retry; Infinity if no entry waits for one. */
  nextRetryInMs(): number;
}

export interface DeliveryOptions {
  group: string;
  source: string;
  types?: readonly string[];
  apply: (events: readonly CloudEvent[]) => Promise<void>;
  member: GroupMember;
  maxDeliveries?: number;
  retryDelayMs?: (deliveries: number) => number;
  logger: Logger;
  metrics: Registry;
  signal: AbortSignal;
}

interface DeliveryState extends Required<Omit<DeliveryOptions, 'types'>> {
  types: readonly string[] | undefined;
  /** The time of each entry's next retry by id, on the clock of `performance.now()`. */
  dueAtMs: Map<string, number>;
  /** Each type is logged once. */
  skippedTypes: Set<string>;
  count: (name: 'applied' | 'skipped' | 'deadLettered', events?: number) => void;
}

/** 1, 4, 16, then 30 seconds: the data that an event depends on can arrive. */
const defaultRetryDelayMs = (deliveries: number) =>
  backoffMs(deliveries, { firstMs: 1_000, maxMs: 30_000, factor: 4 });

export function createDelivery(options: DeliveryOptions): Delivery {
  const { types, maxDeliveries = 5, retryDelayMs = defaultRetryDelayMs } = options;
  const state: DeliveryState = {
    ...{ ...options, types, maxDeliveries, retryDelayMs },
    ...{ dueAtMs: new Map(), skippedTypes: new Set(), count: createCounters(options) },
  };
  const { dueAtMs, member } = state;
  return {
    deliver: async (entries) => applyAll(state, await parseEntries(state, entries)),

    async retryDue() {
      const nowMs = performance.now();
      const due = [...dueAtMs].filter(([, atMs]) => atMs <= nowMs).map(([id]) => id);
      if (due.length === 0) return;
      const claimed = await member.claim(due);
      // An unclaimed entry was settled by another consumer, or lost with Redis's data and comes again.
      for (const id of due) dueAtMs.delete(id);
      for (const parsed of await parseEntries(state, claimed)) await applyOne(state, parsed);
    },

    nextRetryInMs: () => Math.min(...dueAtMs.values()) - performance.now(),
  };
}

function createCounters({ metrics, source, group }: DeliveryOptions): DeliveryState['count'] {
  const counter = (name: string, help: string) =>
    sharedCounter({ metrics, name, help, labelNames: ['source', 'group'] });
  const counters = {
    applied: counter('events_applied_total', 'Events that a consumer group applied.'),
    skipped: counter(
      'events_passed_over_total',
      'Events skipped: the consumer group does not want their type.',
    ),
    deadLettered: counter('dead_letters_total', 'Events that a consumer group moved to its dead letters.'),
  };
  return (name, events = 1) => {
    counters[name].inc({ source, group }, events);
  };
}

/** Unreadable events become dead letters; unwanted types are acknowledged. */
async function parseEntries(state: DeliveryState, entries: readonly Entry[]): Promise<ParsedEntry[]> {
  const parsed: ParsedEntry[] = [];
  const unwanted: Entry[] = [];
  for (const entry of entries) {
    const result = entry.dropped === true ? 'unwanted' : parseEntry(state, entry);
    if (result === 'unwanted') unwanted.push(entry);
    else if ('event' in result) parsed.push({ entry, event: result.event });
    else await moveToDeadLetters(state, entry, { reason: result.reason, deliveries: 1 });
  }
  await state.member.acknowledge(unwanted);
  return parsed;
}

function parseEntry(
  state: DeliveryState,
  { event: json }: Entry,
): { event: CloudEvent } | { reason: string } | 'unwanted' {
  // The entry has left the stream, and its event the log.
  if (json === null) return { reason: 'expected a field `event`, got none' };
  try {
    const event = parseCloudEvent(json);
    if (state.types === undefined || state.types.includes(event.type)) return { event };
    skip(state, event);
    return 'unwanted';
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

function skip({ skippedTypes, logger, source, group, count }: DeliveryState, event: CloudEvent): void {
  count('skipped');
  if (skippedTypes.has(event.type)) return;
  skippedTypes.add(event.type);
  logger.info(
    { source, group, type: event.type, event: event.id },
    'event type skipped: not wanted by this group',
  );
}

/** Applies entries together; after a failure, singly, to find the faulty ones. */
async function applyAll(state: DeliveryState, parsed: readonly ParsedEntry[]): Promise<void> {
  if (parsed.length > 1) {
    const result = await applyEvents(state, parsed);
    if (result.outcome === 'applied') {
      await settle(state, parsed);
      return;
    }
  }
  for (const each of parsed) await applyOne(state, each);
}

async function applyOne(state: DeliveryState, parsed: ParsedEntry): Promise<void> {
  const { member, maxDeliveries, retryDelayMs, dueAtMs, logger, source, group } = state;
  const { entry, event } = parsed;
  const result = await applyEvents(state, [parsed]);
  if (result.outcome === 'applied') {
    await settle(state, [parsed]);
    return;
  }
  const { error } = result;
  const deliveries = await member.deliveriesOf(entry.id);
  if (error instanceof z.ZodError || deliveries >= maxDeliveries) {
    await moveToDeadLetters(state, entry, { reason: reasonOf(error), deliveries });
    return;
  }
  logger.warn({ err: error, source, group, event: event.id, deliveries }, 'event not applied: it is retried');
  dueAtMs.set(entry.id, performance.now() + retryDelayMs(deliveries));
}

/**
 * Waits and retries while a store is unreachable.
 * @throws the error of `apply` once the signal is aborted
 */
async function applyEvents(
  { apply, count, logger, source, group, signal }: DeliveryState,
  parsed: readonly ParsedEntry[],
): Promise<{ outcome: 'applied' } | { outcome: 'failed'; error: unknown }> {
  const events = parsed.map(({ event }) => event);
  try {
    await retryUntilSuccess(() => apply(events), {
      isRetryable: isOutage,
      onRetry: (err, retry) => {
        if (retry === 1) logger.warn({ err, source, group }, 'store unreachable: events wait');
      },
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return { outcome: 'failed', error };
  }
  count('applied', events.length);
  return { outcome: 'applied' };
}

async function settle({ member, dueAtMs }: DeliveryState, parsed: readonly ParsedEntry[]): Promise<void> {
  const entries = parsed.map(({ entry }) => entry);
  await member.acknowledge(entries);
  for (const { id } of entries) dueAtMs.delete(id);
}

async function moveToDeadLetters(state: DeliveryState, entry: Entry, failure: Failure): Promise<void> {
  const { member, dueAtMs, logger, source, group, count } = state;
  await member.deadLetter(entry, failure);
  dueAtMs.delete(entry.id);
  count('deadLettered');
  const fields = { source, group, entry: entry.id, ...namesIn(entry.event), ...failure };
  logger.error(fields, 'event moved to the dead letters: it could not be applied');
}

const named = z.object({ id: z.string(), type: z.string() });

function namesIn(json: string | null): { event?: string; type?: string } {
  try {
    const { id: event, type } = named.parse(JSON.parse(json ?? ''));
    return { event, type };
  } catch {
    return {};
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
