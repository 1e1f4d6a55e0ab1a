import { redisPrefix } from '../stores/redis.ts';

/** The stream of a subgraph's events. */
export function streamOf(source: string): string {
  return `${redisPrefix}events:${source}`;
}

/** The stream of a consumer group's dead letters. */
export function deadLettersOf(group: string): string {
  return `${redisPrefix}dead-letters:${group}`;
}

/** The key that holds the time since when Redis has kept a group's dead letters. It is lost with Redis's data. */
export function deadLettersSinceOf(source: string, group: string): string {
  return `${redisPrefix}dead-letters-since:${group}:${source}`;
}

/** The stream of dead letters that a consumer group gets again: replayed or dropped by an operator. */
export function replaysOf(source: string, group: string): string {
  return `${redisPrefix}replays:${group}:${source}`;
}

/** The pub/sub channel behind an `@eventSource(channel:)`: `Reservation:<id>`, `User:<id>:Reservation`. */
export function notificationChannel(name: string): string {
  return `${redisPrefix}wake:${name}`;
}

/** The pub/sub channel that wakes a subgraph's relay when an outbox has events. */
export function outboxChannel(source: string): string {
  return `${redisPrefix}outbox:${source}`;
}
