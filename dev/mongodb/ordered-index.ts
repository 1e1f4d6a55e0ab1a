/** The most keys of a chunk: many keep the list of chunks short, few make an insertion cheap. */
const maxChunk = 256;

interface Chunk<T> {
  keys: string[];
  values: T[];
}

function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * An ordered map from unique strings: sorted chunks of bounded size, the two upper levels of a B+ tree.
 * Ranges are half open, `[from, to)`.
 */
export class OrderedIndex<T> {
  private chunks: Chunk<T>[] = [{ keys: [], values: [] }];
  size = 0;

  /** The position of the chunk for `key`: the last chunk that starts at or before it. */
  private chunkOf(key: string): number {
    let low = 1;
    let high = this.chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.chunks[middle]?.keys[0] ?? '') <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  set(key: string, value: T): void {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at];
    if (!chunk) return;
    const position = lowerBound(chunk.keys, key);
    if (chunk.keys[position] === key) {
      chunk.values[position] = value;
      return;
    }
    chunk.keys.splice(position, 0, key);
    chunk.values.splice(position, 0, value);
    this.size++;
    if (chunk.keys.length > maxChunk) this.split(at, chunk, position);
  }

  /** Splits a chunk in half; after an append only the newest key moves, so that ascending keys fill their chunks. */
  private split(at: number, chunk: Chunk<T>, inserted: number): void {
    const appended = at === this.chunks.length - 1 && inserted === chunk.keys.length - 1;
    const from = appended ? inserted : chunk.keys.length >>> 1;
    this.chunks.splice(at + 1, 0, { keys: chunk.keys.splice(from), values: chunk.values.splice(from) });
  }

  delete(key: string): void {
    const at = this.chunkOf(key);
    const chunk = this.chunks[at];
    if (!chunk) return;
    const position = lowerBound(chunk.keys, key);
    if (chunk.keys[position] !== key) return;
    chunk.keys.splice(position, 1);
    chunk.values.splice(position, 1);
    this.size--;
    if (chunk.keys.length === 0 && this.chunks.length > 1) this.chunks.splice(at, 1);
  }

  /** Replaces all entries. */
  load(entries: [key: string, value: T][]): void {
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    this.chunks = [];
    for (let from = 0; from < entries.length; from += maxChunk) {
      const part = entries.slice(from, from + maxChunk);
      this.chunks.push({ keys: part.map(([key]) => key), values: part.map(([, value]) => value) });
    }
    if (this.chunks.length === 0) this.chunks.push({ keys: [], values: [] });
    this.size = entries.length;
  }

  *entries(from: string, to: string): Generator<[key: string, value: T]> {
    let at = this.chunkOf(from);
    let position = lowerBound(this.chunks[at]?.keys ?? [], from);
    for (let chunk = this.chunks[at]; chunk; chunk = this.chunks[++at], position = 0) {
      for (; position < chunk.keys.length; position++) {
        const key = chunk.keys[position] ?? '';
        if (key >= to) return;
        yield [key, chunk.values[position] as T];
      }
    }
  }

  *backward(from: string, to: string): Generator<[key: string, value: T]> {
    let at = this.chunkOf(to);
    let position = lowerBound(this.chunks[at]?.keys ?? [], to) - 1;
    for (
      let chunk = this.chunks[at];
      chunk;
      chunk = this.chunks[--at], position = (chunk?.keys.length ?? 0) - 1
    ) {
      for (; position >= 0; position--) {
        const key = chunk.keys[position] ?? '';
        if (key < from) return;
        yield [key, chunk.values[position] as T];
      }
    }
  }

  count(from: string, to: string): number {
    if (from >= to) return 0;
    const first = this.chunkOf(from);
    const last = this.chunkOf(to);
    let total =
      lowerBound(this.chunks[last]?.keys ?? [], to) - lowerBound(this.chunks[first]?.keys ?? [], from);
    for (let at = first; at < last; at++) total += this.chunks[at]?.keys.length ?? 0;
    return total;
  }
}
