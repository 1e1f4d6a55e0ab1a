import { LRUCache } from 'lru-cache';
import type { OperationVariant } from './operation-variant.ts';

/** The plans of one graph's operations: those used last, and no more than there is room for. */
export interface VariantCache {
  /** A name for an operation, for its plans to be kept under. */
  nameOperation(): string;
  get(key: string): OperationVariant | undefined;
  /** @param selections how many selections the operation has, with those of its fragments wherever they are spread */
  keep(key: string, plan: OperationVariant, selections: number): void;
}

export interface VariantCacheOptions {
  mostPlans?: number;
  mostBytes?: number;
  /** The time in milliseconds, since whenever. */
  now?: () => number;
}

// Clients choose how many operations there are, and each combination of what is skipped and included is one more.
const mostPlans = 2_000;
const mostBytes = 64 * 1024 * 1024;

// Measured: this is what a plan takes, as a rule.
const bytesPerPlan = 10_000;
const bytesPerSelection = 500;
const bytesPerCharacter = 6;

/**
 * The reason may have been the process: planning ends after some seconds, which a process that is paused has let pass.
 * Without any delay, one who sends such an operation again and again would have it do nothing else.
 */
const faultsKeptMs = 60_000;

export function createVariantCache(options: VariantCacheOptions = {}): VariantCache {
  const { now = () => performance.now() } = options;
  const plans = new LRUCache<string, OperationVariant>({
    max: options.mostPlans ?? mostPlans,
    maxSize: options.mostBytes ?? mostBytes,
    perf: { now },
    ttlResolution: 0,
  });
  let operations = 0;
  return {
    nameOperation: () => String((operations += 1)),
    get: (key) => plans.get(key),
    keep(key, plan, selections) {
      plans.set(key, plan, {
        size: bytesPerPlan + bytesPerSelection * selections + bytesPerCharacter * plan.planLength,
        ...(plan.fault === null ? {} : { ttl: faultsKeptMs }),
      });
    },
  };
}
