import type { Redis } from 'ioredis';
import { Counter, Gauge } from 'prom-client';
import type { Registry } from '../metrics.ts';
import { streamOf } from './channels.ts';
import { groupsOf } from './stream.ts';

export interface ConsumerMetrics {
  handled: Counter<'group'>;
  dead: Counter<'group'>;
}

/** How far a consumer group is behind, asked of Redis whenever the metrics are read. */
export function createConsumerMetrics(options: {
  metrics: Registry;
  redis: Redis;
  source: string;
  group: string;
}): ConsumerMetrics {
  const { metrics, redis, source, group } = options;
  new Gauge({
    name: 'stream_lag',
    help: 'Events of a stream that a consumer group has not acknowledged yet.',
    labelNames: ['group', 'source'],
    registers: [metrics],
    async collect() {
      const groups = await groupsOf(redis, streamOf(source)).catch(() => []);
      const ours = groups.find((one) => one.group === group);
      if (ours !== undefined) this.set({ group, source }, (ours.lag ?? 0) + ours.pending);
    },
  });
  return {
    handled: new Counter({
      name: 'events_handled_total',
      help: 'Events applied.',
      labelNames: ['group'],
      registers: [metrics],
    }),
    dead: new Counter({
      name: 'events_dead_total',
      help: 'Events that could not be applied and were parked as dead letters.',
      labelNames: ['group'],
      registers: [metrics],
    }),
  };
}
