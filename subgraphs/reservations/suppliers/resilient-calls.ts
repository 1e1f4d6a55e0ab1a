import {
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import { Agent, request } from 'undici';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { CircuitOpenError, createCircuitBreaker } from '../../../platform/resilience/circuit-breaker.ts';
import type { CircuitBreaker } from '../../../platform/resilience/circuit-breaker.ts';

/** The failure of a call, by the knowledge about its effect. */
export type FaultKind =
  /** The circuit breaker is open: no effect. */
  | 'not_sent'
  /** No complete response: the effect may have happened or may still happen. */
  | 'no_answer'
  /** The response is not an answer to any call: the effect is unknown, too. */
  | 'invalid_answer'
  /** The callee works and refuses this call. A retry would get the same answer. */
  | 'refused'
  /** A valid answer that does not match the call: another price, another line. */
  | 'contradictory';

/** Thrown for a call without a valid answer. It is already logged. */
export class CallFault extends Error {
  override readonly name = 'CallFault';
  readonly kind: FaultKind;
  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface Call<Answer> {
  /** For the log: `hold`. */
  operation: string;
  reservationId: string;
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  /** May depend on the body, as it is sent. */
  headers?: (body: string) => Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /**
   * Validates the response body, parsed as JSON; undefined where it is not JSON.
   * @throws CallFault for an answer that does not match the call; further errors become `invalid_answer`
   */
  read(body: unknown): Answer;
}

export interface ResilientCallsOptions {
  /** For logs and errors: `orders`, `the hotel supplier`. */
  callee: string;
  logger: Logger;
  /** Gets the state of the circuit breaker. */
  metrics: Registry;
  /** The time for a call. A later response is ignored. */
  timeoutMs: number;
  /** Retries before the fault is thrown. The saga calls again later all the same. */
  retries?: number | undefined;
  /** The delay before the first retry; it grows, with jitter. */
  retryDelayMs?: number | undefined;
  /** The longest time for which the circuit breaker stays open before a call probes the callee. */
  breakMs?: number | undefined;
  /** True: the first timeout opens the circuit breaker. Otherwise timeouts count like other failures. */
  opensOnTimeout?: boolean;
  /** Redacted in logs, also where the callee sends them back. */
  secrets?: readonly string[];
  /** Aborts calls under way: their outcome is unknown, as after a timeout. */
  signal?: AbortSignal | undefined;
}

/** HTTP calls with a timeout, retries and a circuit breaker. */
export interface ResilientCalls {
  /**
   * Sends a call, unless the circuit breaker is open.
   * @throws CallFault for a call without a valid answer
   */
  call<Answer>(call: Call<Answer>): Promise<Answer>;
  /** Retries `work` after a fault that may pass: `no_answer` or `invalid_answer`. */
  withRetries<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const failuresToBreak = 10;
const firstBreakMs = 500;
const defaultBreakMs = 5_000;
const defaultRetries = 2;
const defaultRetryDelayMs = 100;
const maxRetryDelayMs = 2_000;
/** A valid answer is much smaller. */
const maxAnswerBytes = 64 * 1_024;
const maxPreviewLength = 200;
/** The 4xx statuses that concern the caller or its rate, not this call. */
const callerStatuses = [401, 403, 407, 408, 425, 429];

export function createResilientCalls(options: ResilientCallsOptions): ResilientCalls {
  const { callee, timeoutMs, signal: closing } = options;
  const agent = new Agent({ connections: 32, keepAliveTimeout: 30_000, maxResponseSize: maxAnswerBytes });
  const breaker = createBreaker(options);
  const bound = timeout(timeoutMs, TimeoutStrategy.Aggressive);
  const retrying = retry(
    handleWhen((error) => isFault(error, 'no_answer', 'invalid_answer')),
    {
      maxAttempts: options.retries ?? defaultRetries,
      backoff: new ExponentialBackoff({
        initialDelay: options.retryDelayMs ?? defaultRetryDelayMs,
        maxDelay: maxRetryDelayMs,
      }),
    },
  );
  return {
    async call(call) {
      try {
        return await guarded(options, breaker, () =>
          bound.execute(({ signal }) => send(options, agent, call, signal), closing),
        );
      } catch (error) {
        const { kind, message, cause } =
          error instanceof CallFault ? error : unansweredFault(options, call, error);
        throw new CallFault(kind, `${callee} ${message} (${call.operation} of ${call.reservationId})`, {
          cause,
        });
      }
    },
    withRetries: (work) => retrying.execute(work, closing),
    async close() {
      await breaker.close();
      await agent.destroy();
    },
  };
}

function createBreaker(options: ResilientCallsOptions): CircuitBreaker {
  const { callee, logger, metrics, timeoutMs, breakMs = defaultBreakMs } = options;
  return createCircuitBreaker({
    ...{ name: callee.replace(/^the /, ''), logger, metrics },
    failuresToOpen: failuresToBreak,
    backoff: { firstMs: Math.min(firstBreakMs, breakMs), maxMs: breakMs },
    // A probe ends by its own timeout.
    probeTimeoutMs: timeoutMs + 1_000,
  });
}

/** @throws CircuitOpenError; the errors of `attempt` */
async function guarded<Answer>(
  { opensOnTimeout = false, signal: closing }: ResilientCallsOptions,
  breaker: CircuitBreaker,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  const permit = breaker.admit();
  if (permit === null) throw new CircuitOpenError('the callee', breaker.retryAfterMs());
  try {
    const answer = await attempt();
    breaker.answered(permit);
    return answer;
  } catch (error) {
    if (closing?.aborted === true) breaker.aborted(permit);
    else if (isFault(error, 'refused', 'contradictory')) breaker.answered(permit);
    else if (opensOnTimeout && error instanceof TaskCancelledError) breaker.trip(permit, error);
    else breaker.failed(permit, error);
    throw error;
  }
}

/** @throws CallFault for an invalid answer; errors of undici without an answer */
async function send<Answer>(
  { callee, logger, secrets = [] }: ResilientCallsOptions,
  agent: Agent,
  call: Call<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  const { operation, reservationId, method, url, headers, body } = call;
  const sent = body === undefined ? '' : JSON.stringify(body);
  const { statusCode: status, body: response } = await request(url, {
    method,
    dispatcher: agent,
    signal,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers?.(sent),
    },
    ...(body === undefined ? {} : { body: sent }),
  });
  const text = await response.text();
  try {
    const kind = faultOfStatus(status);
    if (kind !== null) throw new CallFault(kind, `answered ${status}`);
    return call.read(parseJson(text));
  } catch (error) {
    const fault =
      error instanceof CallFault
        ? error
        : new CallFault('invalid_answer', `answered ${status} with an invalid body`, { cause: error });
    const { kind, message: reason } = fault;
    const fields = { callee, operation, reservationId, kind, status, reason, body: preview(text, secrets) };
    logger.warn(fields, 'upstream call failed');
    throw fault;
  }
}

/** The fault of a call without a response. */
function unansweredFault(
  { callee, logger, timeoutMs, signal }: ResilientCallsOptions,
  { operation, reservationId }: Call<unknown>,
  error: unknown,
): CallFault {
  if (error instanceof CircuitOpenError) {
    return new CallFault('not_sent', 'was not called: the circuit breaker is open');
  }
  const reason =
    error instanceof TaskCancelledError
      ? `did not answer within ${timeoutMs} ms`
      : `did not answer: ${String(error)}`;
  // A closing process aborts its calls: not a failure of the callee.
  if (signal?.aborted !== true) {
    logger.warn({ callee, operation, reservationId, kind: 'no_answer', reason }, 'upstream call failed');
  }
  return new CallFault('no_answer', reason, { cause: error });
}

export function isFault(error: unknown, ...kinds: readonly FaultKind[]): boolean {
  return error instanceof CallFault && kinds.includes(error.kind);
}

function faultOfStatus(status: number): FaultKind | null {
  if (status >= 200 && status < 300) return null;
  return status >= 400 && status < 500 && !callerStatuses.includes(status) ? 'refused' : 'invalid_answer';
}

function preview(text: string, secrets: readonly string[]): string {
  const shown = secrets.reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
  return shown.length > maxPreviewLength ? `${shown.slice(0, maxPreviewLength)}…` : shown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
