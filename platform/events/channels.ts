import { redisPrefix } from '../stores/redis.ts';

export function streamOf(source: string): string {
  return `${redisPrefix}events:${source}`;
}

export function deadLettersOf(group: string): string {
  return `${redisPrefix}dead-letters:${group}`;
}

/** The time since which Redis has kept a group's dead letters. The key is lost with Redis's data. */
export function deadLettersSinceOf(source: string, group: string): string {
  return `${redisPrefix}dead-letters-since:${group}:${source}`;
}

/** Dead letters that an operator has replayed or dropped. */
export function replaysOf(source: string, group: string): string {
  return `${redisPrefix}replays:${group}:${source}`;
}

/** The pub/sub channel of an `@eventSource(channel:)`: `Reservation:<id>`, `User:<id>:Reservation`. */
export function notificationChannel(name: string): string {
  return `${redisPrefix}wake:${name}`;
}

/** The pub/sub channel that wakes a subgraph's relay. */
export function outboxChannel(source: string): string {
  return `${redisPrefix}outbox:${source}`;
}
