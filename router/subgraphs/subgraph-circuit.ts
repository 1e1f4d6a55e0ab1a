import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { createCircuitBreaker } from '../../platform/resilience/circuit-breaker.ts';
import { pause } from '../../platform/resilience/pause.ts';

/**
 * The circuit breaker of a subgraph. Only probes of the router's own open and close it: a slow operation does not make
 * the subgraph unavailable to others, and no client's operation is spent on finding out.
 */
export interface SubgraphCircuit extends Service {
  readonly isOpen: boolean;
  /** The subgraph answered a request, perhaps with errors. */
  answered(): void;
  /** A request failed without an answer. After several in a row, the subgraph is probed. */
  failed(): void;
  /** A request still waits. The subgraph is probed if it has answered nothing since the request began. */
  waiting(startedMs: number): void;
}

export interface SubgraphCircuitOptions {
  /** The subgraph: the label `circuit` of its metrics. */
  name: string;
  logger: Logger;
  metrics: Registry;
  /** Rejects if the subgraph does not answer. */
  probe: () => Promise<void>;
  onOpened: () => void;
}

const failuresToProbe = 10;
/** Between two probes of an open circuit. */
const backoff = { firstMs: 250, maxMs: 2_000 };

export function createSubgraphCircuit(options: SubgraphCircuitOptions): SubgraphCircuit {
  const { name, logger, metrics, probe, onOpened } = options;
  const breaker = createCircuitBreaker({ name, logger, metrics, backoff, onOpened });
  const closing = new AbortController();
  let failuresInRow = 0;
  let lastAnswerMs = 0;
  let isProbing = false;

  function answered(): void {
    lastAnswerMs = performance.now();
    failuresInRow = 0;
    if (breaker.state !== 'closed') breaker.answered();
  }

  async function probeUntilAnswered(): Promise<void> {
    while (!closing.signal.aborted) {
      const permit = breaker.admit();
      if (permit !== null) {
        const startedMs = performance.now();
        await probe().then(answered, (error: unknown) => {
          const wasSilent = lastAnswerMs < startedMs;
          if (wasSilent && !closing.signal.aborted) breaker.trip(permit, error);
        });
      }
      if (breaker.state === 'closed') return;
      await pause(breaker.retryAfterMs(), closing.signal);
    }
  }

  function suspect(): void {
    if (isProbing) return;
    isProbing = true;
    void probeUntilAnswered().finally(() => {
      isProbing = false;
    });
  }

  return {
    get isOpen() {
      return breaker.state !== 'closed';
    },
    answered,
    failed() {
      failuresInRow += 1;
      if (failuresInRow >= failuresToProbe) suspect();
    },
    waiting(startedMs) {
      if (lastAnswerMs < startedMs) suspect();
    },
    async close() {
      closing.abort();
      await breaker.close();
    },
  };
}
