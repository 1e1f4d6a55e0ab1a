import { redisPrefix } from '../stores/redis.ts';

/** The stream that a subgraph's events are added to. */
export function streamOf(source: string): string {
  return `${redisPrefix}events:${source}`;
}

/** Where a consumer group parks what it cannot apply. */
export function deadLettersOf(group: string): string {
  return `${redisPrefix}dead-letters:${group}`;
}

/** The time since when a group's dead letters are where they were parked: later than Redis lost its data, if it ever did. */
export function deadLettersSinceOf(source: string, group: string): string {
  return `${redisPrefix}dead-letters-since:${group}:${source}`;
}

/** Where dead letters wait that a consumer group is to be given once more. */
export function replaysOf(source: string, group: string): string {
  return `${redisPrefix}replays:${group}:${source}`;
}

/** The pub/sub channel behind an `@eventSource(channel:)`: `Reservation:<id>`, `User:<id>:Reservation`. */
export function wakeChannel(name: string): string {
  return `${redisPrefix}wake:${name}`;
}

/** The pub/sub channel that tells a subgraph's relay that there is something in an outbox. */
export function outboxChannel(source: string): string {
  return `${redisPrefix}outbox:${source}`;
}
