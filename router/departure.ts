/**
 * Tells that nobody waits for an answer any more. An `AbortSignal` does; one for every request costs more than all else
 * that is done for it.
 */
export interface Departure {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A departure, and the way to announce it. */
export interface DepartureController extends Departure {
  /** Announces it, once. */
  leave(): void;
}

export function createDeparture(): DepartureController {
  let listeners: Set<() => void> | undefined;
  let left = false;
  return {
    get aborted() {
      return left;
    },
    addEventListener(_type, listener) {
      listeners ??= new Set();
      listeners.add(listener);
    },
    removeEventListener(_type, listener) {
      listeners?.delete(listener);
    },
    leave() {
      if (left) return;
      left = true;
      for (const listener of listeners ?? []) listener();
    },
  };
}
