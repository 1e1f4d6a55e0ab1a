/**
 * An event's position in its subgraph's log: the `n`th event, written under the lease's `epoch`. `n` never repeats and
 * `epoch` never falls, so `<epoch>-<n>` rises, as the ids of a Redis stream must.
 * @see https://redis.io/docs/latest/develop/data-types/streams/#entry-ids
 */
export interface Position {
  epoch: number;
  n: number;
}

/** The position before the first event; also the end of a missing stream. */
export const beginning: Position = { epoch: 0, n: 0 };

/** A position as the id of a stream entry. */
export function streamId({ epoch, n }: Position): string {
  return `${epoch}-${n}`;
}

/** @throws Error for a text that is not `<epoch>-<n>` */
export function parseStreamId(id: string): Position {
  const [, epoch, n] = /^(\d+)-(\d+)$/.exec(id) ?? [];
  if (epoch === undefined || n === undefined) throw new Error(`expected <epoch>-<n>, got ${id}`);
  return { epoch: Number(epoch), n: Number(n) };
}
