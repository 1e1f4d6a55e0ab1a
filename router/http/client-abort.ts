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
  return new Announced();
}

/** A class, since there are many of them, and an object with an accessor of its own outlives its request in V8. */
class Announced implements DepartureController {
  aborted = false;
  readonly #listeners: (() => void)[] = [];

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.#listeners.indexOf(listener);
    if (index >= 0) this.#listeners.splice(index, 1);
  }

  leave(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
