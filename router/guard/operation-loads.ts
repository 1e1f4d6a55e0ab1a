import { LRUCache } from 'lru-cache';
import type { Registry } from '../../platform/metrics.ts';
import { overloadRefusals } from '../../platform/resilience/admission.ts';
import type { OperationLoad } from '../context.ts';
import { isMutation } from './operation-admission.ts';

export interface OperationLoads {
  /**
   * Call `end` at the end of the operation.
   * @param text of the operation; empty if unknown
   * @returns null for a query that must not begin: one of its subgraphs is overloaded
   */
  begin(text: string): BegunLoad | null;
}

export interface OperationLoadOptions {
  /** False to let every operation begin. */
  isLimited: boolean;
  metrics: Registry;
  /** Monotonic. */
  nowMs?: () => number;
}

export interface BegunLoad extends OperationLoad {
  end(): void;
}

/** Texts whose subgraphs are known. A longer text is not kept. */
const maxTexts = 2_000;
const maxTextLength = 2_048;
/** A limit never falls below it. */
const minLimit = 8;
const decrease = 0.9;
/** The operations in flight change with a delay, so a limit falls once in this time. */
const decreaseMs = 100;
/** A subgraph that does not answer is not overloaded but down: its circuit breaker opens. */
const answeringMs = 1_000;

/**
 * Limits the operations in flight by the subgraphs that they use. An operation whose second fetch is refused by an overloaded
 * subgraph has cost the first subgraph its work: under overload, such work takes the time of operations that could be
 * answered. So each refusal lowers the limit of operations that use the subgraph, and answers raise it again: additive
 * increase, multiplicative decrease, as TCP (RFC 5681). The subgraphs of an operation are those that it used before.
 */
export function createOperationLoads({
  isLimited,
  metrics,
  nowMs = () => performance.now(),
}: OperationLoadOptions): OperationLoads {
  const refusals = overloadRefusals(metrics);
  const subgraphs = new Map<string, SubgraphLoad>();
  const known = new LRUCache<string, Set<SubgraphLoad>>({ max: maxTexts });

  function loadOf(subgraph: string): SubgraphLoad {
    let load = subgraphs.get(subgraph);
    if (load === undefined) {
      load = new SubgraphLoad(nowMs);
      subgraphs.set(subgraph, load);
    }
    return load;
  }

  function usedBy(text: string): Set<SubgraphLoad> {
    if (text === '' || text.length > maxTextLength) return new Set();
    let used = known.get(text);
    if (used === undefined) {
      used = new Set();
      known.set(text, used);
    }
    return used;
  }

  return {
    begin(text) {
      const used = usedBy(text);
      for (const load of used) {
        if (!load.isFull || !isLimited || isMutation(text)) continue;
        refusals.inc({ queue: 'operations' });
        return null;
      }
      return new CountedLoad(used, loadOf);
    },
  };
}

class CountedLoad implements BegunLoad {
  readonly #used: Set<SubgraphLoad>;
  readonly #loadOf: (subgraph: string) => SubgraphLoad;
  readonly #counted: SubgraphLoad[];

  constructor(used: Set<SubgraphLoad>, loadOf: (subgraph: string) => SubgraphLoad) {
    this.#used = used;
    this.#loadOf = loadOf;
    this.#counted = [...used];
    for (const load of this.#counted) load.inFlight += 1;
  }

  uses(subgraph: string): void {
    const load = this.#loadOf(subgraph);
    if (this.#counted.includes(load)) return;
    this.#used.add(load);
    this.#counted.push(load);
    load.inFlight += 1;
  }

  answered(subgraph: string): void {
    this.#loadOf(subgraph).answered();
  }

  refused(subgraph: string): void {
    this.#loadOf(subgraph).refused();
  }

  end(): void {
    for (const load of this.#counted) load.inFlight -= 1;
    this.#counted.length = 0;
  }
}

class SubgraphLoad {
  inFlight = 0;
  #limit = Infinity;
  #decreasedMs = -Infinity;
  #answeredMs = -Infinity;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get isFull(): boolean {
    return this.inFlight >= this.#limit;
  }

  answered(): void {
    this.#answeredMs = this.#nowMs();
    if (this.inFlight >= this.#limit - 1) this.#limit += 1 / this.#limit;
  }

  refused(): void {
    const now = this.#nowMs();
    if (now - this.#decreasedMs < decreaseMs || now - this.#answeredMs > answeringMs) return;
    this.#decreasedMs = now;
    this.#limit = Math.max(minLimit, Math.min(this.#limit, this.inFlight) * decrease);
  }
}
