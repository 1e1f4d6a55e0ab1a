/**
 * An event's position in its subgraph's log. `n` never repeats and the lease's `epoch` never falls, so `<epoch>-<n>`
 * rises, as Redis requires of stream ids.
 * @see https://redis.io/docs/latest/develop/data-types/streams/#entry-ids
 */
export interface Position {
  epoch: number;
  n: number;
}

/** Before the first event; also the end of a missing stream. */
export const beginning: Position = { epoch: 0, n: 0 };

export function streamId({ epoch, n }: Position): string {
  return `${epoch}-${n}`;
}

/** @throws Error unless the text is `<epoch>-<n>` */
export function parseStreamId(id: string): Position {
  const [, epoch, n] = /^(\d+)-(\d+)$/.exec(id) ?? [];
  if (epoch === undefined || n === undefined) throw new Error(`expected <epoch>-<n>, got ${id}`);
  return { epoch: Number(epoch), n: Number(n) };
}
