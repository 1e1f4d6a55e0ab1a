/** What is told of a generator as it goes. */
export interface StreamObserver {
  /** It is to end before its time, though it may still be waiting for something. */
  leaving?: () => void;
  value?: () => void;
  /** It has come to its end, by itself or not; once. */
  ended?: () => void;
}

type Stream<T> = AsyncGenerator<T, undefined, undefined>;

/**
 * The same generator, told of to another. A plain one that is to end while it waits would have to be waited for, since
 * its `return` comes after whatever it awaits: `leaving` is there to cut that short.
 */
export function observe<T>(inner: Stream<T>, follower: StreamObserver): Stream<T> {
  let over = false;
  const end = () => {
    if (!over) follower.ended?.();
    over = true;
  };
  const seen = (result: IteratorResult<T, undefined>) => {
    if (result.done === true) end();
    else follower.value?.();
    return result;
  };
  const failed = (error: unknown) => {
    end();
    throw error;
  };
  const outer: Omit<Stream<T>, typeof Symbol.asyncDispose> = {
    next: () => inner.next().then(seen, failed),
    return(value) {
      follower.leaving?.();
      return inner.return(value).then(seen, failed);
    },
    throw(error) {
      follower.leaving?.();
      return inner.throw(error).then(seen, failed);
    },
    [Symbol.asyncIterator]: () => outer,
  };
  return outer;
}

/** An async generator that can be ended while it waits: `return` aborts the signal given to it. */
export function cancellable<T>(start: (signal: AbortSignal) => Stream<T>): Stream<T> {
  const leaving = new AbortController();
  return observe(start(leaving.signal), {
    leaving() {
      leaving.abort();
    },
  });
}

/** Lets one waiter know that something happened; what happens while nobody waits is kept, as one. */
export interface Notifier {
  notify: () => void;
  /** Resolves at once where it rang since this was last called. */
  notified(): Promise<void>;
}

export function createNotifier(): Notifier {
  let { promise, resolve } = deferred();
  return {
    notify() {
      resolve();
    },
    async notified() {
      await promise;
      ({ promise, resolve } = deferred());
    },
  };
}

function deferred() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
