import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentBytes } from '../document-size.ts';
import { selectionExtentOf } from '../selection-extent.ts';
import type { OperationVariant } from './operation-variant.ts';

/** Caches the compiled variants of a graph's operations, and evicts the least recently used variants. */
export interface VariantCache {
  /** @returns a new prefix for the cache keys of an operation */
  nameOperation(): string;
  get(key: string): OperationVariant | undefined;
  /** @param document of which the variant is compiled; the variant keeps its nodes and its text */
  set(key: string, variant: OperationVariant, document: DocumentNode): void;
}

export interface VariantCacheOptions {
  maxVariants?: number;
  maxBytes?: number;
  /** Milliseconds on a monotonic clock. */
  now?: () => number;
}

const defaultMaxVariants = 2_000;
const defaultMaxBytes = 64 * 1024 * 1024;

// Estimates, from measured heap sizes.
const bytesPerVariant = 10_000;
/** A fragment's selections count at each of its spreads. */
const bytesPerSelection = 500;
const bytesPerPlanCharacter = 6;

/** Estimates a variant's memory, with its plan and its document. */
function variantBytes({ planLength }: OperationVariant, document: DocumentNode): number {
  return (
    bytesPerVariant +
    bytesPerSelection * selectionExtentOf(document).selections +
    bytesPerPlanCharacter * planLength +
    documentBytes(document)
  );
}

/**
 * A failed plan is kept for a minute. Without a delay, a client that repeats the operation would keep the process busy
 * with planning. For ever would be too long: planning has a time limit, which also passes while a process is paused.
 */
const failedPlanTtlMs = 60_000;

export function createVariantCache(options: VariantCacheOptions = {}): VariantCache {
  const { now = () => performance.now() } = options;
  const variants = new LRUCache<string, OperationVariant>({
    max: options.maxVariants ?? defaultMaxVariants,
    maxSize: options.maxBytes ?? defaultMaxBytes,
    perf: { now },
    ttlResolution: 0,
  });
  let operations = 0;
  return {
    nameOperation: () => String((operations += 1)),
    get: (key) => variants.get(key),
    set(key, variant, document) {
      variants.set(key, variant, {
        size: variantBytes(variant, document),
        ...(variant.planError === null ? {} : { ttl: failedPlanTtlMs }),
      });
    },
  };
}
