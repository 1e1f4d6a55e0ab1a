import { ClientAbort } from '../client-abort.ts';
import type { RouterContext } from '../context.ts';

/** When work in flight may be shared. */
export interface SharingTerms {
  /** Later callers do not join: the work would end by a timeout that is too early for them. */
  joinableMs: number;
}

/**
 * Delays work, so that more callers can join it.
 * @param equal the results of work with the same key that has begun
 * @returns the time after which the work reads
 */
export type Gather = (equal: readonly Promise<unknown>[]) => Promise<number>;

interface Work<Result> {
  key: string;
  /** In the list of all work. */
  place: number;
  result: Promise<Result>;
  abort: ClientAbort;
  waiting: number;
  /** True after a second caller has joined. */
  isShared: boolean;
  /** All of its reads are later than this. Infinity until it begins. */
  readsAfterMs: number;
}

/**
 * Work that callers with the same key share. A caller joins only work whose reads come after its request has arrived: it
 * sees each change that its client knows of, also through another process. The work is aborted when all callers have
 * left. A list and no Map: V8 keeps the tables that an old Map replaces, with all that was in them, until the next full
 * collection.
 */
export class InFlight<Result> {
  readonly #works: Work<Result>[] = [];
  readonly #terms: SharingTerms;
  readonly #gather: Gather | null;

  constructor(terms: SharingTerms, gather: Gather | null = null) {
    this.#terms = terms;
    this.#gather = gather;
  }

  /**
   * @param caller its signal is not aborted yet
   * @param begin starts the work, as a caller of the given time. Its signal aborts when all callers have left
   */
  async join(
    key: string,
    { arrivedMs, signal }: Pick<RouterContext, 'arrivedMs' | 'signal'>,
    begin: (caller: Pick<RouterContext, 'arrivedMs' | 'signal'>) => Promise<Result>,
  ): Promise<{ result: Result; isShared: boolean }> {
    const work = this.#find(key, arrivedMs) ?? this.#start(key, begin);
    if (work.waiting > 0) work.isShared = true;
    work.waiting += 1;
    const leave = () => {
      work.waiting -= 1;
      if (work.waiting === 0) work.abort.abort();
    };
    signal.addEventListener('abort', leave);
    try {
      return { result: await work.result, isShared: work.isShared };
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #find(key: string, arrivedMs: number): Work<Result> | undefined {
    const afterMs = Math.max(arrivedMs, performance.now() - this.#terms.joinableMs);
    return this.#works.find(
      (other) => other.readsAfterMs > afterMs && !other.abort.aborted && other.key === key,
    );
  }

  #start(
    key: string,
    begin: (caller: Pick<RouterContext, 'arrivedMs' | 'signal'>) => Promise<Result>,
  ): Work<Result> {
    const abort = new ClientAbort();
    const nowMs = performance.now();
    const gathered = this.#gather?.(
      this.#works.filter((other) => other.key === key).map(({ result }) => result),
    );
    const work: Work<Result> = {
      ...{ key, place: this.#works.length, abort, waiting: 0, isShared: false },
      readsAfterMs: gathered === undefined ? nowMs : Infinity,
      result:
        gathered?.then((readsAfterMs) => {
          work.readsAfterMs = readsAfterMs;
          return begin({ arrivedMs: readsAfterMs, signal: abort });
        }) ?? begin({ arrivedMs: nowMs, signal: abort }),
    };
    this.#works.push(work);
    const end = () => {
      this.#remove(work);
    };
    work.result.then(end, end);
    return work;
  }

  /** The last one takes its place. */
  #remove(work: Work<Result>): void {
    const last = this.#works.pop();
    if (last === undefined || last === work) return;
    last.place = work.place;
    this.#works[last.place] = last;
  }
}
