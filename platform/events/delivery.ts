import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Logger } from '../log.ts';
import type { Registry } from '../metrics.ts';
import { parseCloudEvent } from './cloud-event.ts';
import type { CloudEvent } from './cloud-event.ts';
import type { Entry, Failure, GroupMember } from './consumer-group.ts';
import { sharedCounter } from './gauges.ts';
import { isOutage } from './outage.ts';

interface ParsedEntry {
  entry: Entry;
  event: CloudEvent;
}

/** Brings entries to a consumer's `apply`, and settles each: acknowledged, to be tried again, or parked. */
export interface Delivery {
  /** @throws what Redis threw, or `apply` when it is stopped: entries not settled then stay pending in the group */
  deliver(entries: readonly Entry[]): Promise<void>;
  /** Delivers again what failed before, as far as it is time. */
  retryDue(): Promise<void>;
  /** In how many milliseconds the next of them is due; Infinity where none is. */
  nextRetryInMs(): number;
}

/** 1, 4, 16 and then 30 seconds: long enough for whatever an event waits for to come. */
const defaultDelayMs = (deliveries: number) => Math.min(1_000 * 4 ** (deliveries - 1), 30_000);

const longestPauseMs = 5_000;

/** @param options.signal ends it, between two attempts */
export function createDelivery(options: {
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
}): Delivery {
  const { group, source, types, apply, member, logger, metrics, signal } = options;
  const { maxDeliveries = 5, retryDelayMs = defaultDelayMs } = options;
  /** The types of events that were passed over so far: each is told of once. */
  const passedOver = new Set<string>();
  /** When those that failed are due, by entry id. */
  const failed = new Map<string, number>();
  const counter = (name: string, help: string) =>
    sharedCounter({ metrics, name, help, labelNames: ['source', 'group'] });
  const applied = counter('events_applied_total', 'Events that a consumer group applied.');
  const ignored = counter(
    'events_passed_over_total',
    'Events of types that a consumer group did not ask for.',
  );
  const parked = counter('dead_letters_total', 'Events that a consumer group could not apply and parked.');

  /** Applies events; while a store is away, for which no event is to blame, it waits and tries again. */
  async function applyWhenPossible(events: readonly CloudEvent[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        await apply(events);
        applied.inc({ source, group }, events.length);
        return;
      } catch (error) {
        if (!isOutage(error) || signal.aborted) throw error;
        if (attempt === 0) logger.warn({ err: error, source, group }, 'events wait: a store is away');
        await pause(Math.min(100 * 2 ** attempt, longestPauseMs), undefined, { signal });
      }
    }
  }

  async function park(entry: Entry, why: Failure): Promise<void> {
    await member.deadLetter(entry, why);
    failed.delete(entry.id);
    parked.inc({ source, group });
    logger.error(
      { source, group, entry: entry.id, ...namesIn(entry.event), ...why },
      'an event could not be applied and was parked',
    );
  }

  /** @param event of a type that is not wanted: each such type is told of once */
  function passOver(event: CloudEvent): void {
    ignored.inc({ source, group });
    if (passedOver.has(event.type)) return;
    passedOver.add(event.type);
    const fields = { source, group, type: event.type, event: event.id };
    logger.info(fields, 'events of a type that nobody here asked for are passed over');
  }

  async function settle(letters: readonly ParsedEntry[]): Promise<void> {
    const entries = letters.map(({ entry }) => entry);
    await member.acknowledge(entries);
    for (const { id } of entries) failed.delete(id);
  }

  async function deliverOne(letter: ParsedEntry): Promise<void> {
    const { entry, event } = letter;
    try {
      await applyWhenPossible([event]);
    } catch (error) {
      if (signal.aborted) throw error;
      const deliveries = await member.deliveriesOf(entry.id);
      if (error instanceof z.ZodError || deliveries >= maxDeliveries) {
        await park(entry, { reason: reasonOf(error), deliveries });
        return;
      }
      logger.warn(
        { err: error, source, group, event: event.id, deliveries },
        'an event could not be applied',
      );
      failed.set(entry.id, performance.now() + retryDelayMs(deliveries));
      return;
    }
    await settle([letter]);
  }

  async function deliverAll(letters: readonly ParsedEntry[]): Promise<void> {
    if (letters.length > 1) {
      try {
        await applyWhenPossible(letters.map(({ event }) => event));
      } catch (error) {
        if (signal.aborted) throw error;
        // One of them is at fault, or several: each on its own.
        for (const letter of letters) await deliverOne(letter);
        return;
      }
      await settle(letters);
      return;
    }
    for (const letter of letters) await deliverOne(letter);
  }

  /** The events among entries; those that cannot be read are parked, and those that are not wanted acknowledged. */
  async function open(entries: readonly Entry[]): Promise<ParsedEntry[]> {
    const letters: ParsedEntry[] = [];
    const unwanted: Entry[] = [];
    for (const entry of entries) {
      if (entry.dropped === true) {
        unwanted.push(entry);
        continue;
      }
      // It left the stream before it was read: the log has forgotten it as well, and nothing can be done.
      if (entry.event === null) {
        await park(entry, { reason: 'expected a field `event`, got none', deliveries: 1 });
        continue;
      }
      try {
        const event = parseCloudEvent(entry.event);
        if (types === undefined || types.includes(event.type)) {
          letters.push({ entry, event });
          continue;
        }
        unwanted.push(entry);
        passOver(event);
      } catch (error) {
        await park(entry, { reason: reasonOf(error), deliveries: 1 });
      }
    }
    await member.acknowledge(unwanted);
    return letters;
  }

  return {
    deliver: async (entries) => deliverAll(await open(entries)),

    async retryDue() {
      const nowMs = performance.now();
      const due = [...failed].filter(([, atMs]) => atMs <= nowMs).map(([id]) => id);
      if (due.length === 0) return;
      const taken = await member.claim(due);
      // Those that did not come back were settled by another, or lost with Redis's data, and come anew.
      for (const id of due) failed.delete(id);
      for (const letter of await open(taken)) await deliverOne(letter);
    },

    nextRetryInMs: () => Math.min(...failed.values()) - performance.now(),
  };
}

const named = z.object({ id: z.string(), type: z.string() });

/** What names an event in the log, as far as one can be read at all. */
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
