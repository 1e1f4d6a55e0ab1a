import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import { Agent, request } from 'undici';
import type { Logger } from '../../../platform/log.ts';

/** How a call went wrong, which says what may be known of its effect. */
export type FaultKind =
  /** It was left alone, so it did nothing. */
  | 'not_sent'
  /** Nothing came, or not all of it: the effect may have happened, or may yet happen. */
  | 'no_answer'
  /** What came is no answer: that says nothing about the effect either. */
  | 'garbage'
  /** It will not have this very call: it works, and would say so again. */
  | 'refused'
  /** A proper answer, to something that was not asked: at another price, of other lines. */
  | 'contradicts';

/** Thrown where a call got no valid answer. It was named in the log. */
export class CallFault extends Error {
  override readonly name = 'CallFault';
  readonly kind: FaultKind;
  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export interface Call<Answer> {
  /** What is asked for, in the log: `hold`. */
  what: string;
  reservationId: string;
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  body?: unknown;
  /**
   * Makes sense of what came, parsed as JSON (undefined where it is none).
   * @throws CallFault where it is something else than an answer to this call; any other error counts as garbage
   */
  read(came: unknown): Answer;
}

export interface ResilientCallsOptions {
  /** Who is called, in the log: `orders`, `the hotel supplier`. */
  callee: string;
  logger: Logger;
  /** How long a call may take: what comes later is not looked at. */
  timeoutMs: number;
  /** How often a call is repeated before it is a fault. The saga comes back to it later all the same. */
  retries?: number | undefined;
  /** The delay before the first repeat; it grows, with jitter. */
  retryDelayMs?: number | undefined;
  /** How long the callee is left alone after many calls in a row have failed. */
  breakMs?: number | undefined;
  /** Never written to the log, even where the callee sends them back. */
  secrets?: readonly string[];
  /** Ends calls under way: their outcome is then as unknown as after a timeout. */
  signal?: AbortSignal | undefined;
}

/** Calls to a service that may be slow, broken, gone or wrong, without taking its callers with it. */
export interface ResilientCalls {
  /**
   * One call, given up after the timeout, and not made while the callee is left alone.
   * @throws CallFault where no valid answer comes
   */
  call<Answer>(call: Call<Answer>): Promise<Answer>;
  /** Does something again, after growing delays, while it ends in a fault that may pass. */
  repeated<Result>(work: () => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const failuresToBreak = 10;
/** The largest answer taken; each is a few lines. */
const answerLimitBytes = 64 * 1_024;
const previewCharacters = 200;
/** Of the refusals (4xx) those that are not about the call: who calls, how often, how slowly. */
const refusalsOfCaller = [401, 403, 407, 408, 425, 429];

export function createResilientCalls(options: ResilientCallsOptions): ResilientCalls {
  const { callee, logger, timeoutMs, secrets = [], breakMs = 5_000, signal: ending } = options;
  const agent = new Agent({
    connections: 32,
    keepAliveTimeout: 30_000,
    maxResponseSize: answerLimitBytes,
  });
  const breaker = circuitBreaker(
    handleWhen((error) => !isFault(error, 'refused', 'contradicts')),
    { halfOpenAfter: breakMs, breaker: new ConsecutiveBreaker(failuresToBreak) },
  );
  breaker.onBreak(() => {
    logger.error({ callee }, `${callee} fails every call: it is left alone for a while`);
  });
  breaker.onReset(() => {
    logger.info({ callee }, `${callee} answers again`);
  });
  const guarded = wrap(breaker, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  const retrying = retry(
    handleWhen((error) => isFault(error, 'no_answer', 'garbage')),
    {
      maxAttempts: options.retries ?? 2,
      backoff: new ExponentialBackoff({ initialDelay: options.retryDelayMs ?? 100, maxDelay: 2_000 }),
    },
  );

  async function send<Answer>(call: Call<Answer>, signal: AbortSignal): Promise<Answer> {
    const { what, reservationId, method, url, headers, body } = call;
    const { statusCode, body: answer } = await request(url, {
      method,
      dispatcher: agent,
      signal,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    try {
      const fault = faultOfStatus(statusCode);
      if (fault !== null) throw new CallFault(fault, `answered ${statusCode}`);
      return call.read(parseJson(text));
    } catch (error) {
      const fault =
        error instanceof CallFault
          ? error
          : new CallFault('garbage', `answered ${statusCode} with what is no answer`, { cause: error });
      const came = preview(text, secrets);
      const fields = { callee, call: what, reservationId, kind: fault.kind, status: statusCode, came };
      logger.warn(fields, `${callee} ${fault.message}`);
      throw fault;
    }
  }

  /** What became of a call that no answer came to. */
  function unanswered({ what, reservationId }: Call<unknown>, error: unknown): CallFault {
    if (error instanceof BrokenCircuitError) return new CallFault('not_sent', 'is left alone for a while');
    const why = error instanceof TaskCancelledError ? `within ${timeoutMs} ms` : String(error);
    const fault = new CallFault('no_answer', `gave no answer: ${why}`, { cause: error });
    // A process that ends gives up its calls: that is nobody's fault.
    if (ending?.aborted !== true) {
      logger.warn({ callee, call: what, reservationId, kind: fault.kind }, `${callee} ${fault.message}`);
    }
    return fault;
  }

  return {
    async call(call) {
      try {
        return await guarded.execute(({ signal }) => send(call, signal), ending);
      } catch (error) {
        const { kind, message, cause } = error instanceof CallFault ? error : unanswered(call, error);
        throw new CallFault(kind, `${callee} ${message} (${call.what} of ${call.reservationId})`, { cause });
      }
    },
    repeated: (work) => retrying.execute(work, ending),
    close: () => agent.destroy(),
  };
}

export function isFault(error: unknown, ...kinds: readonly FaultKind[]): boolean {
  return error instanceof CallFault && kinds.includes(error.kind);
}

function faultOfStatus(status: number): FaultKind | null {
  if (status >= 200 && status < 300) return null;
  return status >= 400 && status < 500 && !refusalsOfCaller.includes(status) ? 'refused' : 'garbage';
}

function preview(text: string, secrets: readonly string[]): string {
  const shown = secrets.reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
  return shown.length > previewCharacters ? `${shown.slice(0, previewCharacters)}…` : shown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
