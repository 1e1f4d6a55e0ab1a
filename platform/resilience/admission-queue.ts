/** A request that waits for admission. */
export interface AdmissionRequest {
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

/**
 * Requests in the order of their arrival, urgent ones first. A queue that was not empty for `maxWaitMs` is overloaded:
 * it then refuses requests much earlier and begins the newest first, whose clients are the most likely to still wait.
 *
 * The rules are "controlled delay" and "adaptive LIFO" of https://queue.acm.org/detail.cfm?id=2839461, after CoDel
 * (RFC 8289). `@fastify/under-pressure` 9.2 has no queue: it refuses everything while a threshold is exceeded.
 */
export class AdmissionQueue {
  readonly #options: AdmissionQueueOptions;
  #urgent: Waiting[] = [];
  #normal: Waiting[] = [];
  /** Infinity while the queue is empty. */
  #busySinceMs = Infinity;
  #cleanedMs = -Infinity;

  constructor(options: AdmissionQueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#urgent.length + this.#normal.length;
  }

  /** Refuses the request, or for an urgent one the oldest that is not urgent, if the queue is full. */
  add(request: AdmissionRequest): void {
    const sinceMs = this.#options.nowMs();
    if (this.#isFull()) this.#clean(sinceMs);
    if (this.#isFull()) {
      const replaced = request.isUrgent ? this.#normal.shift() : undefined;
      if (replaced === undefined) {
        request.refuse();
        return;
      }
      replaced.request.refuse();
    }
    if (this.size === 0) this.#busySinceMs = sinceMs;
    (request.isUrgent ? this.#urgent : this.#normal).push({ request, sinceMs });
  }

  /** Removes the request to begin next; undefined if none waits. */
  next(): AdmissionRequest | undefined {
    this.refuseExpired();
    for (;;) {
      const newestFirst = this.#isOverloaded();
      const waiting = this.#urgent.shift() ?? (newestFirst ? this.#normal.pop() : this.#normal.shift());
      if (this.size === 0) this.#busySinceMs = Infinity;
      if (waiting?.request.isAbandoned !== true) return waiting?.request;
      waiting.request.refuse();
    }
  }

  /** Refuses the requests that have waited too long. */
  refuseExpired(): void {
    const { maxWaitMs, nowMs } = this.#options;
    if (maxWaitMs === 0 || this.size === 0) return;
    const now = nowMs();
    const normalMs = this.#isOverloaded() ? maxWaitMs * overloadedShare : maxWaitMs;
    refuseOlder(this.#normal, now - normalMs);
    refuseOlder(this.#urgent, now - maxWaitMs * urgentShare);
    if (this.size === 0) this.#busySinceMs = Infinity;
  }

  refuseAll(): void {
    refuseOlder(this.#urgent, Infinity);
    refuseOlder(this.#normal, Infinity);
    this.#busySinceMs = Infinity;
  }

  #isFull(): boolean {
    const { maxWaiting } = this.#options;
    return maxWaiting > 0 && this.size >= maxWaiting;
  }

  #isOverloaded(): boolean {
    const { maxWaitMs, nowMs } = this.#options;
    return maxWaitMs > 0 && nowMs() - this.#busySinceMs > maxWaitMs;
  }

  #clean(now: number): void {
    if (now - this.#cleanedMs < cleaningMs) return;
    this.#cleanedMs = now;
    this.refuseExpired();
    this.#urgent = withoutAbandoned(this.#urgent);
    this.#normal = withoutAbandoned(this.#normal);
    if (this.size === 0) this.#busySinceMs = Infinity;
  }
}

/** @param list oldest first */
function refuseOlder(list: Waiting[], thanMs: number): void {
  const kept = list.findIndex(({ sinceMs }) => sinceMs >= thanMs);
  const expired = list.splice(0, kept === -1 ? list.length : kept);
  for (const { request } of expired) request.refuse();
}

function withoutAbandoned(list: readonly Waiting[]): Waiting[] {
  return list.filter(({ request }) => {
    if (request.isAbandoned) request.refuse();
    return !request.isAbandoned;
  });
}
