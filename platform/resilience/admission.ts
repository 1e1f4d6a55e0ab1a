import type { Service } from '../lifecycle.ts';
import { sharedCounter, sharedGauge } from '../metrics.ts';
import type { Registry } from '../metrics.ts';
import { AdmissionQueue } from './admission-queue.ts';
import type { AdmissionRequest } from './admission-queue.ts';
import type { Sender } from './sender-turns.ts';

export interface AdmissionLimits {
  /** Requests in flight; 0 sets no limit. */
  maxInFlight: number;
  /** 0 sets no limit. */
  maxWaiting: number;
  /** 0 sets no limit. */
  maxWaitMs: number;
}

export interface AdmissionOptions extends AdmissionLimits {
  /** The label `queue` of its metrics. */
  name: string;
  metrics: Registry;
  /** True to begin only as many requests in a turn of the event loop as keep the turn short. */
  paced: boolean;
}

/** Admits requests while there is room. Further requests wait by the rules of `AdmissionQueue`. */
export interface Admission extends Service {
  /** @returns true if the request begins now: call `leave` at its end */
  tryEnter(): boolean;
  /** Calls `begin` or `refuse`, perhaps at once. For a request that could not enter. */
  wait(request: AdmissionRequest): void;
  /** @returns true if the request begins, false if it was refused or is abandoned */
  enter(request: Pick<AdmissionRequest, 'sender' | 'isUrgent' | 'isAbandoned'>): Promise<boolean>;
  /** Ends a request that began. */
  leave(): void;
  /** Lets this turn of the event loop begin a single waiting request, if any wait. */
  shortenTurn(): void;
}

/** Processor time of this process in a turn. A longer turn delays every response. */
const maxTurnMs = 5;
/** Of a turn: the work that a request does at once ends before the next part begins others. */
const maxParts = 16;
const firstPerTurn = 64;
const maxPerTurn = 1_024;
/** Beginnings before a turn is counted: a process with little to do schedules nothing. */
const uncounted = 16;
/** Between two looks for requests that have waited too long: a share of the longest wait, within bounds. */
const sweep = { share: 0.05, minMs: 10, maxMs: 250 };

/**
 * Under overload the queue grows, not the number of requests in flight, so that those end in time.
 *
 * With `paced`, the event loop sets the number: while requests wait, a turn begins fewer after a turn of more than 5 ms,
 * and more after a short one. Requests that wait for a slow peer take no time of the loop, and hold up no others.
 */
export function createAdmission(options: AdmissionOptions): Admission {
  return new TurnAdmission(options);
}

class TurnAdmission implements Admission {
  readonly #queue: AdmissionQueue;
  readonly #maxInFlight: number;
  readonly #paced: boolean;
  readonly #sweepMs: number;
  readonly #metrics: AdmissionMetrics;
  #inFlight = 0;
  #perTurn = firstPerTurn;
  #begunInTurn = 0;
  #turn: NodeJS.Immediate[] = [];
  /** At the end of the turn before, if requests waited then. */
  #processorUsage: NodeJS.CpuUsage | undefined;
  #isShortTurn = false;
  #sweep: NodeJS.Timeout | undefined;

  constructor({ name, metrics, paced, maxInFlight, maxWaiting, maxWaitMs }: AdmissionOptions) {
    this.#queue = new AdmissionQueue({ maxWaiting, maxWaitMs, nowMs: () => performance.now() });
    this.#maxInFlight = maxInFlight === 0 ? Infinity : maxInFlight;
    this.#paced = paced;
    this.#sweepMs = Math.min(sweep.maxMs, Math.max(sweep.minMs, maxWaitMs * sweep.share));
    this.#metrics = admissionMetrics(metrics, name);
  }

  tryEnter(): boolean {
    if (this.#queue.size > 0 || !this.#hasRoom()) return false;
    this.#begin();
    return true;
  }

  wait(request: AdmissionRequest): void {
    this.#queue.add(new CountedRequest(request, this.#metrics));
    if (this.#queue.size === 0) return;
    if (this.#inFlight < this.#maxInFlight) this.#scheduleTurn();
    this.#scheduleSweep();
  }

  enter(request: Pick<AdmissionRequest, 'sender' | 'isUrgent' | 'isAbandoned'>): Promise<boolean> {
    if (this.tryEnter()) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.wait({
        sender: request.sender,
        isUrgent: request.isUrgent,
        get isAbandoned() {
          return request.isAbandoned;
        },
        begin() {
          resolve(true);
        },
        refuse() {
          resolve(false);
        },
      });
    });
  }

  shortenTurn(): void {
    this.#isShortTurn = this.#queue.size > 0;
  }

  leave(): void {
    this.#inFlight -= 1;
    if (this.#queue.size > 0) this.#beginWaiting();
  }

  close(): Promise<void> {
    this.#queue.refuseAll();
    for (const part of this.#turn.splice(0)) clearImmediate(part);
    clearTimeout(this.#sweep);
    this.#metrics.remove();
    return Promise.resolve();
  }

  #hasRoom(): boolean {
    if (this.#inFlight >= this.#maxInFlight) return false;
    return !this.#paced || this.#begunInTurn < (this.#isShortTurn ? 1 : this.#perTurn);
  }

  #begin(): void {
    this.#inFlight += 1;
    if (!this.#paced) return;
    this.#begunInTurn += 1;
    if (this.#begunInTurn >= uncounted || this.#begunInTurn >= this.#perTurn) this.#scheduleTurn();
  }

  #beginWaiting(most = Infinity): void {
    for (let left = most; left > 0 && this.#hasRoom(); left -= 1) {
      const request = this.#queue.next();
      if (request === undefined) return;
      this.#begin();
      request.begin();
    }
    if (this.#queue.size > 0 && this.#inFlight < this.#maxInFlight) this.#scheduleTurn();
  }

  /** Schedules each part as an immediate of its own: the microtasks of a part run before the next one. */
  #scheduleTurn(): void {
    if (this.#turn.length > 0) return;
    const parts = this.#paced ? Math.min(maxParts, Math.max(1, this.#queue.size)) : 1;
    this.#turn = Array.from({ length: parts }, (_, index) =>
      setImmediate(() => {
        this.#turn.shift();
        if (index === 0) this.#startTurn();
        this.#beginWaiting(this.#paced ? Math.ceil(this.#perTurn / parts) : Infinity);
        if (index === parts - 1) this.#isShortTurn = false;
      }),
    );
  }

  #startTurn(): void {
    const usage = this.#queue.size > 0 ? process.cpuUsage() : undefined;
    if (usage !== undefined && this.#processorUsage !== undefined) this.#adapt(this.#processorUsage, usage);
    this.#begunInTurn = 0;
    this.#processorUsage = usage;
  }

  #adapt(before: NodeJS.CpuUsage, after: NodeJS.CpuUsage): void {
    const turnMs = (after.user + after.system - before.user - before.system) / 1_000;
    if (turnMs > maxTurnMs) this.#perTurn = Math.max(1, Math.floor(this.#perTurn * 0.7));
    else if (turnMs < maxTurnMs / 2) this.#perTurn = Math.min(maxPerTurn, this.#perTurn + 1);
  }

  /** Refuses requests in time even if none in flight ends. */
  #scheduleSweep(): void {
    if (this.#sweep !== undefined) return;
    this.#metrics.waiting(this.#queue.size);
    this.#sweep = setTimeout(() => {
      this.#sweep = undefined;
      this.#queue.refuseExpired();
      if (this.#queue.size > 0) this.#scheduleSweep();
      else this.#metrics.waiting(0);
    }, this.#sweepMs).unref();
  }
}

interface AdmissionMetrics {
  refused(): void;
  waiting(count: number): void;
  remove(): void;
}

/** By `queue`. */
export function overloadRefusals(metrics: Registry) {
  return sharedCounter({
    metrics,
    name: 'overload_refusals_total',
    help: 'Requests refused with OVERLOADED.',
    labelNames: ['queue'],
  });
}

function admissionMetrics(metrics: Registry, queue: string): AdmissionMetrics {
  const refusals = overloadRefusals(metrics);
  const waiting = sharedGauge({
    metrics,
    name: 'overload_waiting_requests',
    help: 'Requests that wait to begin.',
    labelNames: ['queue'],
  });
  waiting.set({ queue }, 0);
  return {
    refused() {
      refusals.inc({ queue });
    },
    waiting(count) {
      waiting.set({ queue }, count);
    },
    remove() {
      waiting.remove({ queue });
    },
  };
}

/** Counts its refusal, unless its client left before. */
class CountedRequest implements AdmissionRequest {
  readonly #request: AdmissionRequest;
  readonly #metrics: AdmissionMetrics;

  constructor(request: AdmissionRequest, metrics: AdmissionMetrics) {
    this.#request = request;
    this.#metrics = metrics;
  }

  get sender(): Sender {
    return this.#request.sender;
  }

  get isUrgent(): boolean {
    return this.#request.isUrgent;
  }

  get isAbandoned(): boolean {
    return this.#request.isAbandoned;
  }

  begin(): void {
    this.#request.begin();
  }

  refuse(): void {
    if (!this.#request.isAbandoned) this.#metrics.refused();
    this.#request.refuse();
  }
}
