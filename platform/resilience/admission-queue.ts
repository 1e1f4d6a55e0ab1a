import { SenderTurns } from './sender-turns.ts';
import type { Sender } from './sender-turns.ts';

/** A request that waits for admission. */
export interface AdmissionRequest {
  /** Senders take turns. */
  readonly sender: Sender;
  /** Urgent requests begin first and are refused last. */
  readonly isUrgent: boolean;
  /** True once its client has left or its deadline has passed: it does not begin. */
  readonly isAbandoned: boolean;
  begin(): void;
  /** Called instead of `begin`, for an abandoned request too. */
  refuse(): void;
}

export interface AdmissionQueueOptions {
  /** 0 sets no limit. */
  maxWaiting: number;
  /** Longest wait of a request that is not urgent; 0 sets no limit. */
  maxWaitMs: number;
  /** Monotonic. */
  nowMs: () => number;
}

/** The beginnings of the longest waits. */
interface Expiry {
  normalMs: number;
  urgentMs: number;
  /** Of the newest request of a sender. */
  newestMs: number;
  newestFirst: boolean;
}

interface Waiting {
  request: AdmissionRequest;
  sinceMs: number;
}

/** Under overload, a request waits for a tenth of the longest wait: CoDel's ratio of target to interval. */
const overloadedShare = 0.1;
/** Urgent requests wait for ten times the longest wait, overload or not. */
const urgentShare = 10;
/** Between two searches for abandoned requests. */
const cleaningMs = 10;
/** The share of the queue that one network's urgent requests may fill. Its further ones wait as if they were not urgent. */
const maxUrgentShare = 0.5;
/** With so many waiting networks, most requests are their sender's newest: they then wait no longer than others. */
const crowdSize = 21;
/** Urgent requests that begin before one that is not: a flood of mutations leaves queries a quarter. */
const maxUrgentInRow = 3;

/**
 * Senders take turns, and urgent requests begin first. A full queue refuses a request of the network with the most.
 *
 * A queue that was not empty for `maxWaitMs` is overloaded. It then refuses requests after a tenth of that wait, except each
 * sender's newest, and begins a sender's newest first: its client is the most likely to still wait.
 *
 * The rules are "controlled delay" and "adaptive LIFO" of https://queue.acm.org/detail.cfm?id=2839461, after CoDel
 * (RFC 8289), with turns and the refusal of the oldest in the longest queue after FQ-CoDel (RFC 8290).
 * `@fastify/under-pressure` 9.2 has no queue: it refuses everything while a threshold is exceeded.
 */
export class AdmissionQueue {
  readonly #options: AdmissionQueueOptions;
  readonly #urgent = new SenderTurns<Waiting>();
  readonly #normal = new SenderTurns<Waiting>();
  #urgentInRow = 0;
  /** Infinity while the queue is empty. */
  #busySinceMs = Infinity;
  #cleanedMs = -Infinity;

  constructor(options: AdmissionQueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#urgent.size + this.#normal.size;
  }

  /**
   * If the queue is full, refuses the oldest request of the network with the most, or this one if that is its own. For an
   * urgent request it refuses one that is not.
   */
  add(request: AdmissionRequest): void {
    const { sender } = request;
    const sinceMs = this.#options.nowMs();
    if (this.#isFull()) this.#clean(sinceMs);
    const isUrgent = request.isUrgent && this.#mayBeUrgent(sender);
    if (this.#isFull()) {
      const refused = this.#placeFor(sender, isUrgent);
      (refused?.request ?? request).refuse();
      if (refused === undefined) return;
    }
    if (this.size === 0) this.#busySinceMs = sinceMs;
    (isUrgent ? this.#urgent : this.#normal).add(sender, { request, sinceMs });
  }

  /** Removes the request to begin next; undefined if none waits. */
  next(): AdmissionRequest | undefined {
    for (;;) {
      const waiting = this.#take();
      if (this.size === 0) this.#busySinceMs = Infinity;
      if (waiting?.request.isAbandoned !== true) return waiting?.request;
      waiting.request.refuse();
    }
  }

  /** Refuses the requests that have waited too long. */
  refuseExpired(): void {
    if (this.size === 0 || this.#options.maxWaitMs === 0) return;
    const expiry = this.#expiry();
    this.#normal.removeFromAll((items) => {
      refuseExpired(items, expiry);
    });
    this.#urgent.removeFromAll((items) => {
      refuseOlder(items, expiry.urgentMs);
    });
    if (this.size === 0) this.#busySinceMs = Infinity;
  }

  refuseAll(): void {
    for (const line of [this.#urgent, this.#normal]) {
      line.removeFromAll((items) => {
        refuseOlder(items, Infinity);
      });
    }
    this.#busySinceMs = Infinity;
  }

  #take(): Waiting | undefined {
    const expiry = this.#expiry();
    const hasTurn = this.#normal.size === 0 || this.#urgentInRow < maxUrgentInRow;
    this.#urgentInRow = hasTurn && this.#normal.size > 0 && this.#urgent.size > 0 ? this.#urgentInRow + 1 : 0;
    const takeUrgent = () =>
      this.#urgent.take((items) => {
        refuseOlder(items, expiry.urgentMs);
        return items.shift();
      });
    const takeNormal = () =>
      this.#normal.take((items) => {
        refuseExpired(items, expiry);
        return expiry.newestFirst ? items.pop() : items.shift();
      });
    return hasTurn ? (takeUrgent() ?? takeNormal()) : (takeNormal() ?? takeUrgent());
  }

  #expiry(): Expiry {
    const { maxWaitMs, nowMs } = this.#options;
    if (maxWaitMs === 0) {
      return { normalMs: -Infinity, urgentMs: -Infinity, newestMs: -Infinity, newestFirst: false };
    }
    const now = nowMs();
    const urgentMs = now - maxWaitMs * urgentShare;
    const patientMs = now - maxWaitMs;
    const newestFirst = now - this.#busySinceMs > maxWaitMs;
    const normalMs = newestFirst ? now - maxWaitMs * overloadedShare : patientMs;
    const newestMs = this.#normal.networks >= crowdSize ? normalMs : patientMs;
    return { normalMs, urgentMs, newestMs, newestFirst };
  }

  #isFull(): boolean {
    const { maxWaiting } = this.#options;
    return maxWaiting > 0 && this.size >= maxWaiting;
  }

  #mayBeUrgent({ network }: Sender): boolean {
    const { maxWaiting } = this.#options;
    return maxWaiting === 0 || this.#urgent.sizeOf(network) < maxWaiting * maxUrgentShare;
  }

  /** The request to refuse instead of a new one; undefined if the new one has no place. */
  #placeFor({ network }: Sender, isUrgent: boolean): Waiting | undefined {
    if (isUrgent && this.#normal.size > 0) return this.#normal.shiftLongest();
    const line = isUrgent ? this.#urgent : this.#normal;
    return line.sizeOf(network) < line.longest() ? line.shiftLongest() : undefined;
  }

  #clean(now: number): void {
    if (now - this.#cleanedMs < cleaningMs) return;
    this.#cleanedMs = now;
    this.refuseExpired();
    this.#urgent.removeFromAll(refuseAbandoned);
    this.#normal.removeFromAll(refuseAbandoned);
    if (this.size === 0) this.#busySinceMs = Infinity;
  }
}

/** The newest request of a sender waits for its turn. */
function refuseExpired(list: Waiting[], { normalMs, newestMs }: Expiry): void {
  const newest = list.pop();
  refuseOlder(list, normalMs);
  if (newest === undefined) return;
  list.push(newest);
  refuseOlder(list, newestMs);
}

/** @param list oldest first */
function refuseOlder(list: Waiting[], thanMs: number): void {
  if ((list[0]?.sinceMs ?? Infinity) >= thanMs) return;
  const kept = list.findIndex(({ sinceMs }) => sinceMs >= thanMs);
  const expired = list.splice(0, kept === -1 ? list.length : kept);
  for (const { request } of expired) request.refuse();
}

function refuseAbandoned(list: Waiting[]): void {
  const waiting = list.splice(0);
  for (const each of waiting) {
    if (each.request.isAbandoned) each.request.refuse();
    else list.push(each);
  }
}
