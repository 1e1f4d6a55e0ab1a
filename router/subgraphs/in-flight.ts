import { ClientAbort } from '../client-abort.ts';
import type { ClientAbortSignal } from '../client-abort.ts';

/** Counts the changes that clients may know of: mutations that were answered, and notifications of events. */
export interface KnownChanges {
  count: number;
}

/** When work in flight may be shared. */
export interface SharingTerms {
  /**
   * Work that began before a change is not joined after it: a client that knows of the change must see it. Changes
   * through other processes are not counted.
   */
  changes: KnownChanges;
  /** Later callers do not join: the work would end by a timeout that is too early for them. */
  joinableMs: number;
}

interface Work<Result> {
  key: string;
  /** In the list of all work. */
  place: number;
  result: Promise<Result>;
  abort: ClientAbort;
  waiting: number;
  /** True after a second caller has joined. */
  isShared: boolean;
  startedMs: number;
  changes: number;
}

/**
 * Work in flight that callers with the same key share. It is aborted when all callers have left. A list and no Map: V8
 * keeps the tables that an old Map replaces, with all that was in them, until the next full collection.
 */
export class InFlight<Result> {
  readonly #works: Work<Result>[] = [];
  readonly #terms: SharingTerms;

  constructor(terms: SharingTerms) {
    this.#terms = terms;
  }

  /**
   * @param signal not aborted yet
   * @param begin starts the work. Its signal aborts when all callers have left
   */
  async join(
    key: string,
    signal: ClientAbortSignal,
    begin: (signal: ClientAbort) => Promise<Result>,
  ): Promise<{ result: Result; isShared: boolean }> {
    const known = this.#works.find((other) => other.key === key && this.#isJoinable(other));
    const work = known ?? this.#start(key, begin);
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

  #isJoinable({ abort, changes, startedMs }: Work<Result>): boolean {
    const { changes: known, joinableMs } = this.#terms;
    return !abort.aborted && changes === known.count && performance.now() - startedMs < joinableMs;
  }

  #start(key: string, begin: (signal: ClientAbort) => Promise<Result>): Work<Result> {
    const abort = new ClientAbort();
    const changes = this.#terms.changes.count;
    const work: Work<Result> = {
      ...{
        key,
        place: 0,
        abort,
        changes,
        waiting: 0,
        isShared: false,
        startedMs: performance.now(),
      },
      result: begin(abort),
    };
    work.place = this.#works.length;
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
