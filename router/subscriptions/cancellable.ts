/**
 * An async generator that can be ended while it waits: `return` aborts the signal given to it. A plain one would have
 * to be waited for, since its `return` comes after whatever it awaits.
 */
export function cancellable<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T, undefined, undefined>,
): AsyncGenerator<T, undefined, undefined> {
  const leaving = new AbortController();
  const inner = start(leaving.signal);
  const outer: Omit<AsyncGenerator<T, undefined, undefined>, typeof Symbol.asyncDispose> = {
    next: () => inner.next(),
    return(value) {
      leaving.abort();
      return inner.return(value);
    },
    throw(error) {
      leaving.abort();
      return inner.throw(error);
    },
    [Symbol.asyncIterator]: () => outer,
  };
  return outer;
}

/** Lets one waiter know that something happened; what happens while nobody waits is kept, as one. */
export interface Bell {
  ring: () => void;
  /** Resolves at once where it rang since this was last called. */
  heard(): Promise<void>;
}

export function createBell(): Bell {
  let { promise, resolve } = deferred();
  return {
    ring() {
      resolve();
    },
    async heard() {
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
