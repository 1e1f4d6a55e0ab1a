/**
 * An event's place in its subgraph's log: the `n`th one, written under the lease's `epoch`. `n` never repeats and `epoch`
 * never falls, so that `<epoch>-<n>` rises as the ids of a Redis stream must.
 * @see https://redis.io/docs/latest/develop/data-types/streams/#entry-ids
 */
export interface Position {
  epoch: number;
  n: number;
}

/** Before the first event; also the top of a stream that is not there. */
export const beginning: Position = { epoch: 0, n: 0 };

/** A position as the id of a stream entry. */
export function streamId({ epoch, n }: Position): string {
  return `${epoch}-${n}`;
}

/**
 * The position that a stream entry's id is.
 * @throws Error where it is not the id of a stream entry
 */
export function parseStreamId(id: string): Position {
  const [, epoch, n] = /^(\d+)-(\d+)$/.exec(id) ?? [];
  if (epoch === undefined || n === undefined) throw new Error(`expected <epoch>-<n>, got ${id}`);
  return { epoch: Number(epoch), n: Number(n) };
}
