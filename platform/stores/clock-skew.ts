import type { Logger } from '../log.ts';
import { sharedGauge } from '../metrics.ts';
import type { Registry } from '../metrics.ts';

/** Reports the difference between this machine's clock and a store's. */
export interface ClockSkew {
  /** @param seconds positive where this machine is ahead */
  measured(seconds: number): void;
  /** The fault for readiness: `clock (312 s ahead of MongoDB)`; null while the skew is at most `maxSeconds`. */
  fault(): string | null;
}

/** `far`: more than `maxSeconds`. */
type Level = 'near' | 'noticeable' | 'far';

const noticeableSeconds = 1;
/** A level ends at half its limit, so that a skew near a limit is not logged again and again. */
const endFactor = 0.5;

/** @param options.store for log lines, and the metric's label: `MongoDB` */
export function createClockSkew(options: {
  store: string;
  maxSeconds: number;
  logger: Logger;
  metrics: Registry;
}): ClockSkew {
  const { store, maxSeconds, logger } = options;
  const gauge = sharedGauge({
    metrics: options.metrics,
    name: 'clock_skew_seconds',
    help: "Seconds by which this machine's clock is ahead of the store's; negative where it is behind.",
    labelNames: ['store'],
  });
  let level: Level = 'near';
  let skewSeconds = 0;
  const exceeds = (limit: number, isExceeded: boolean) =>
    Math.abs(skewSeconds) > (isExceeded ? limit * endFactor : limit);
  const nextLevel = (): Level => {
    if (exceeds(maxSeconds, level === 'far')) return 'far';
    return exceeds(noticeableSeconds, level !== 'near') ? 'noticeable' : 'near';
  };

  return {
    measured(seconds) {
      skewSeconds = seconds;
      gauge.set({ store }, seconds);
      const next = nextLevel();
      if (next !== level)
        logLevel(next, { store, skewSeconds: Number(seconds.toFixed(3)), maxSeconds }, logger);
      level = next;
    },
    fault: () => (level === 'far' ? `clock (${describe(skewSeconds)} ${store})` : null),
  };
}

function logLevel(
  level: Level,
  fields: { store: string; skewSeconds: number; maxSeconds: number },
  logger: Logger,
): void {
  const { store, skewSeconds } = fields;
  const difference = `${describe(skewSeconds)} ${store}`;
  switch (level) {
    case 'far':
      logger.error(fields, `clock skew: this machine is ${difference}; not ready until its clock is set`);
      return;
    case 'noticeable':
      logger.warn(fields, `clock skew: this machine is ${difference}; leases and deadlines follow ${store}`);
      return;
    case 'near':
      logger.info(fields, 'clock skew ended');
  }
}

function describe(skewSeconds: number): string {
  const seconds = Math.abs(skewSeconds);
  const shown = seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0);
  return `${shown} s ${skewSeconds < 0 ? 'behind' : 'ahead of'}`;
}
