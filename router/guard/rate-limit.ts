import { LRUCache } from 'lru-cache';
import { RateLimiterRes } from 'rate-limiter-flexible';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';

/** A key's requests in the current window. */
export interface Usage {
  /** True if the request was refused. Refused requests are not counted. */
  readonly isExceeded: boolean;
  readonly remaining: number;
  /** Until the window ends, rounded up. */
  readonly resetSeconds: number;
}

export interface RateLimitOptions {
  /** Counts for all routers. Its points and duration are the limit. */
  shared: Pick<RateLimiterAbstract, 'consume' | 'points' | 'duration'>;
  /** Monotonic. */
  nowMs?: () => number;
}

/** Keys in memory; the oldest are forgotten. About 10 MB. */
const maxKeys = 50_000;
/** Requests that a router may keep to itself, as a share of the limit. */
const batchShare = 0.05;

/**
 * Counts requests by key in windows of fixed length. Each router decides by itself, at once, and reports its requests to the
 * shared counter in batches of 5 % of the limit: no request waits for Redis, and few clients send enough for a report.
 * All routers together let at most 5 % for each router through beyond the limit, and what comes during a report.
 */
export class RateLimit {
  readonly #shared: RateLimitOptions['shared'];
  readonly #nowMs: () => number;
  readonly #usages = new LRUCache<string, WindowUsage>({ max: maxKeys });

  constructor({ shared, nowMs = () => performance.now() }: RateLimitOptions) {
    this.#shared = shared;
    this.#nowMs = nowMs;
  }

  /** Counts a request, unless the limit is exceeded. */
  take(key: string): Usage {
    let usage = this.#usages.get(key);
    if (usage === undefined) {
      usage = new WindowUsage(key, this.#shared, this.#nowMs);
      this.#usages.set(key, usage);
    }
    usage.take();
    return usage;
  }
}

class WindowUsage implements Usage {
  isExceeded = false;
  readonly #key: string;
  readonly #shared: RateLimitOptions['shared'];
  readonly #nowMs: () => number;
  #endsMs = -Infinity;
  /** Of all routers, by the last report. */
  #reported = 0;
  #beingReported = 0;
  #unreported = 0;

  constructor(key: string, shared: RateLimitOptions['shared'], nowMs: () => number) {
    this.#key = key;
    this.#shared = shared;
    this.#nowMs = nowMs;
  }

  get remaining(): number {
    return Math.max(0, this.#shared.points - this.#used);
  }

  get resetSeconds(): number {
    return Math.max(1, Math.ceil((this.#endsMs - this.#nowMs()) / 1_000));
  }

  get #used(): number {
    return this.#reported + this.#beingReported + this.#unreported;
  }

  take(): void {
    const now = this.#nowMs();
    if (now >= this.#endsMs) this.#startWindow(now);
    this.isExceeded = this.#used >= this.#shared.points;
    if (this.isExceeded) return;
    this.#unreported += 1;
    if (this.#beingReported === 0 && this.#unreported >= this.#shared.points * batchShare)
      void this.#report();
  }

  #startWindow(now: number): void {
    this.#endsMs = now + this.#shared.duration * 1_000;
    this.#reported = 0;
    this.#unreported = 0;
  }

  async #report(): Promise<void> {
    const count = this.#unreported;
    this.#unreported = 0;
    this.#beingReported = count;
    const answer = await this.#shared.consume(this.#key, count).catch((refusal: unknown) => refusal);
    this.#beingReported = 0;
    if (answer instanceof RateLimiterRes) {
      this.#reported = answer.consumedPoints;
      this.#endsMs = this.#nowMs() + answer.msBeforeNext;
    } else this.#reported += count;
  }
}
