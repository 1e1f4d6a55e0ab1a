export interface StreamObserver {
  /** At `return` or `throw`, even while the generator awaits a value. */
  cancelled?: () => void;
  value?: () => void;
  /** Called once, after the generator ends or is cancelled. */
  ended?: () => void;
}

type Stream<T> = AsyncGenerator<T, undefined, undefined>;

/** Lets `cancelled` abort what the generator awaits: its own `return` would wait for that. */
export function observe<T>(inner: Stream<T>, observer: StreamObserver): Stream<T> {
  let hasEnded = false;
  const end = () => {
    if (!hasEnded) observer.ended?.();
    hasEnded = true;
  };
  const settled = (result: IteratorResult<T, undefined>) => {
    if (result.done === true) end();
    else observer.value?.();
    return result;
  };
  const rejected = (error: unknown) => {
    end();
    throw error;
  };
  const outer: Omit<Stream<T>, typeof Symbol.asyncDispose> = {
    next: () => inner.next().then(settled, rejected),
    return(value) {
      observer.cancelled?.();
      return inner.return(value).then(settled, rejected);
    },
    throw(error) {
      observer.cancelled?.();
      return inner.throw(error).then(settled, rejected);
    },
    [Symbol.asyncIterator]: () => outer,
  };
  return outer;
}

/** `return` aborts the signal, so the generator ends even while it awaits. */
export function cancellable<T>(start: (signal: AbortSignal) => Stream<T>): Stream<T> {
  const controller = new AbortController();
  return observe(start(controller.signal), {
    cancelled() {
      controller.abort();
    },
  });
}

/**
 * A stream that opens later. `return` ends it at once, also while it is not open.
 * @param opening never rejects
 */
export function pendingStream<T>(opening: Promise<Stream<T>>): Stream<T> {
  const cancelled = deferred();
  async function* opened(): Stream<T> {
    const stream = await Promise.race([opening, cancelled.promise]);
    return stream === undefined ? undefined : yield* stream;
  }
  return observe(opened(), {
    cancelled() {
      cancelled.resolve();
      void opening.then((stream) => stream.return(undefined));
    },
  });
}

/** Wakes its waiter. A notification without a waiter is kept for the next. */
export interface Notifier {
  notify: () => void;
  /** Resolves at the next `notify`, or at once after a `notify` since the last call. */
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
