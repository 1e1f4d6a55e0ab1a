import { startDeadline } from '../../platform/resilience/deadline.ts';
import type { Sender } from '../../platform/resilience/sender-turns.ts';
import { senderOf } from '../context.ts';
import type { RouterContext } from '../context.ts';
import { subgraphError } from '../errors.ts';
import type { OpenExchange } from './open-exchanges.ts';
import type { SubgraphCircuit } from './subgraph-circuit.ts';
import type { PooledRequest, RequestTerms, SubgraphPool } from './subgraph-pool.ts';

export interface ExchangeOptions {
  name: string;
  pool: SubgraphPool;
  circuit: SubgraphCircuit;
  timeoutMs: number;
}

/** A request that waits for so long is a reason to probe its subgraph. */
const maxPatienceMs = 5_000;

/** A request to a subgraph with its retries, under one deadline. A class: there is one for each fetch. */
export class Exchange implements RequestTerms, OpenExchange {
  readonly isMutation: boolean;
  readonly isUrgent: boolean;
  readonly deadlineMs: number;
  request: PooledRequest;
  place = 0;
  /** Why it ended before its response. */
  #endReason: Error | null = null;
  readonly #options: ExchangeOptions;
  readonly #headers: string[];
  readonly #body: string;
  readonly #context: RouterContext;
  readonly #startedMs: number;
  #endDeadline: () => void;
  #endPause: (() => void) | undefined;

  /** @param isMutation true for a request that may have an effect once it was sent */
  constructor(
    options: ExchangeOptions,
    context: RouterContext,
    { headers, body, isMutation }: { headers: string[]; body: string; isMutation: boolean },
  ) {
    this.isMutation = isMutation;
    this.#context = context;
    this.#options = options;
    this.#headers = headers;
    this.#body = body;
    this.#startedMs = performance.now();
    this.isUrgent = isMutation;
    this.deadlineMs = this.#startedMs + options.timeoutMs;
    this.request = options.pool.post(headers, body, this);
    const { circuit, timeoutMs } = options;
    const patienceMs = Math.min(timeoutMs / 2, maxPatienceMs);
    this.#endDeadline = startDeadline(patienceMs, () => {
      // Between two attempts it waits for no answer.
      if (this.#endPause === undefined) circuit.waiting(this.#startedMs);
      this.#endDeadline = startDeadline(timeoutMs - patienceMs, () => {
        circuit.waiting(this.#startedMs);
        this.#expire();
      });
    });
  }

  /** Made only for requests that wait. */
  get sender(): Sender {
    return senderOf(this.#context);
  }

  repeat(): void {
    this.request = this.#options.pool.post(this.#headers, this.#body, this);
  }

  /** @throws the reason of `end` */
  throwIfEnded(): void {
    if (this.#endReason !== null) throw this.#endReason;
  }

  /** Also a pause between two attempts. */
  end(reason: Error): void {
    if (this.#endReason !== null) return;
    this.#endReason = reason;
    this.request.abort(reason);
    this.#endPause?.();
  }

  /** Ends without an answer, unless a mutation may have taken effect. A pause ends too: its failure is known. */
  circuitOpened(): void {
    if (!this.isMutation || !this.request.wasSent || this.#endPause !== undefined) this.#expire();
  }

  /** Ends early with the exchange, and when the circuit opens. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#endPause = undefined;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#endPause = end;
    });
  }

  remainingMs(): number {
    return this.deadlineMs - performance.now();
  }

  close(): void {
    this.#endDeadline();
  }

  #expire(): void {
    const { name } = this.#options;
    if (this.#endPause !== undefined) this.#endPause();
    else this.end(subgraphError('SUBGRAPH_TIMEOUT', name, this.request.wasSent ? {} : { sent: false }));
  }
}
