import type { Gauge } from 'prom-client';
import type { Service } from '../lifecycle.ts';
import type { Logger } from '../log.ts';
import { sharedGauge } from '../metrics.ts';
import type { Registry } from '../metrics.ts';
import { backoffMs, withJitter } from './backoff.ts';
import type { Backoff } from './backoff.ts';
import { reasonOf } from './outage-log.ts';

const states = ['closed', 'open', 'half_open'] as const;
export type CircuitState = (typeof states)[number];

/** `failed`: the peer gave no answer. `answered`: it did, perhaps a refusal. `aborted`: the caller ended the call. */
export type CallOutcome = 'failed' | 'answered' | 'aborted';

export interface CircuitBreakerOptions {
  /** The peer: the label `circuit` of logs and metrics. */
  name: string;
  logger: Logger;
  /** Gets `circuit_breaker_state`. */
  metrics: Registry;
  /** In a row, without an answer between them. */
  failuresToOpen?: number;
  /** From an opening to its probe; grows with each failed probe, with jitter. */
  backoff?: Backoff;
  /** Then another probe may start, even if the first one never settles. */
  probeTimeoutMs?: number;
  /** Of a call that rejects; by default, every error is `failed`. */
  outcomeOf?: (error: unknown) => CallOutcome;
  /** Called when a closed circuit opens. */
  onOpened?: () => void;
  /** Monotonic. */
  nowMs?: () => number;
  random?: () => number;
}

/** Admission of one call, whose outcome the caller reports. */
export type Permit = Phase;

/**
 * Refuses calls to a peer that does not answer. After a pause one call goes through as a probe: its answer closes the
 * circuit, its failure opens it for longer.
 *
 * Our own, because neither library fits: cockatiel 3.2 compares `Date.now()`, so a circuit stays open for as long as a
 * clock went back; opossum 10 opens by percentages of a window and pauses equally long each time.
 * @see https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker
 */
export interface CircuitBreaker extends Service {
  readonly state: CircuitState;
  /** Until the next probe; 0 if a call may start now. */
  retryAfterMs(): number;
  /** @throws CircuitOpenError if no call may start */
  run<Result>(attempt: () => Promise<Result>): Promise<Result>;
  /** For callers that do not use `run`. @returns null if no call may start */
  admit(): Permit | null;
  /** The permit may be omitted: an answer to any call closes the circuit, even if the call began before the opening. */
  answered(permit?: Permit): void;
  failed(permit: Permit, error: unknown): void;
  /** A failure that opens the circuit by itself. */
  trip(permit: Permit, error: unknown): void;
  aborted(permit: Permit): void;
  /** Removes its metrics. */
  close(): Promise<void>;
}

/** The peer was not called. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  readonly retryAfterMs: number;

  constructor(circuit: string, retryAfterMs: number) {
    super(`The circuit breaker of ${circuit} is open: nothing was sent. Try again in ${retryAfterMs} ms.`);
    this.retryAfterMs = retryAfterMs;
  }
}

type Phase =
  | { state: 'closed'; failures: number }
  /** `openings` counts them since the circuit was closed. */
  | { state: 'open'; openings: number; untilMs: number }
  | { state: 'half_open'; openings: number; untilMs: number };

interface Circuit extends Required<Omit<CircuitBreakerOptions, 'metrics'>> {
  gauge: Gauge<'circuit' | 'state'>;
  phase: Phase;
}

export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const circuit: Circuit = {
    failuresToOpen: 5,
    backoff: { firstMs: 500, maxMs: 10_000 },
    probeTimeoutMs: 5_000,
    outcomeOf: () => 'failed',
    onOpened: () => undefined,
    nowMs: () => performance.now(),
    random: Math.random,
    ...options,
    gauge: sharedGauge({
      metrics: options.metrics,
      name: 'circuit_breaker_state',
      help: '1 for the current state of a circuit breaker: closed, open or half_open.',
      labelNames: ['circuit', 'state'],
    }),
    phase: { state: 'closed', failures: 0 },
  };
  enter(circuit, circuit.phase);
  const breaker: CircuitBreaker = {
    get state() {
      return circuit.phase.state;
    },
    retryAfterMs: () => retryAfterMs(circuit),
    run: (attempt) => run(circuit, breaker, attempt),
    admit: () => admit(circuit),
    answered: () => {
      answered(circuit);
    },
    failed: (permit, error) => {
      failed(circuit, permit, error);
    },
    trip: (permit, error) => {
      if (permit === circuit.phase) open(circuit, error);
    },
    aborted: (permit) => {
      // The next call may probe at once.
      if (permit === circuit.phase && permit.state === 'half_open') permit.untilMs = 0;
    },
    close() {
      for (const state of states) circuit.gauge.remove({ circuit: circuit.name, state });
      return Promise.resolve();
    },
  };
  return breaker;
}

async function run<Result>(
  circuit: Circuit,
  breaker: CircuitBreaker,
  attempt: () => Promise<Result>,
): Promise<Result> {
  const permit = admit(circuit);
  if (permit === null) throw new CircuitOpenError(circuit.name, retryAfterMs(circuit));
  try {
    const result = await attempt();
    breaker.answered();
    return result;
  } catch (error) {
    const outcome = circuit.outcomeOf(error);
    if (outcome === 'failed') breaker.failed(permit, error);
    else if (outcome === 'aborted') breaker.aborted(permit);
    else breaker.answered();
    throw error;
  }
}

/** The phase is the permit: the report of a call that began in an earlier phase is recognised as stale. */
function admit(circuit: Circuit): Permit | null {
  const { phase, nowMs, probeTimeoutMs } = circuit;
  if (phase.state === 'closed') return phase;
  const now = nowMs();
  if (now < phase.untilMs) return null;
  return enter(circuit, {
    state: 'half_open',
    openings: phase.openings,
    untilMs: now + probeTimeoutMs,
  });
}

function answered(circuit: Circuit): void {
  const { phase, name, logger } = circuit;
  if (phase.state === 'closed') {
    phase.failures = 0;
    return;
  }
  enter(circuit, { state: 'closed', failures: 0 });
  logger.info({ circuit: name }, 'circuit breaker closed');
}

function failed(circuit: Circuit, permit: Permit, error: unknown): void {
  if (permit !== circuit.phase) return;
  if (permit.state === 'closed') {
    permit.failures += 1;
    if (permit.failures < circuit.failuresToOpen) return;
  }
  open(circuit, error);
}

function open(circuit: Circuit, error: unknown): void {
  const { phase, name, logger, backoff, random, nowMs } = circuit;
  const openings = phase.state === 'closed' ? 1 : phase.openings + 1;
  const untilMs = nowMs() + withJitter(backoffMs(openings, backoff), random);
  enter(circuit, { state: 'open', openings, untilMs });
  if (phase.state !== 'closed') return;
  logger.warn({ circuit: name, ...reasonOf(error) }, 'circuit breaker opened');
  circuit.onOpened();
}

function enter(circuit: Circuit, phase: Phase): Phase {
  circuit.phase = phase;
  for (const state of states) {
    circuit.gauge.set({ circuit: circuit.name, state }, state === phase.state ? 1 : 0);
  }
  return phase;
}

function retryAfterMs({ phase, nowMs }: Circuit): number {
  return phase.state === 'closed' ? 0 : Math.max(0, Math.ceil(phase.untilMs - nowMs()));
}
