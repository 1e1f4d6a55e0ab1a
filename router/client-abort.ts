/**
 * Aborts when the client closes its connection or cancels its operation. It is the part of `AbortSignal` that the router
 * uses: making a real `AbortSignal` for each request costs more than all other work on it.
 */
export interface ClientAbortSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * A client abort signal and its controller in one object. It is a class because there is one for each request: V8 keeps
 * an object literal with an accessor alive beyond its request.
 */
export class ClientAbort implements ClientAbortSignal {
  aborted = false;
  readonly #listeners: (() => void)[] = [];

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const index = this.#listeners.indexOf(listener);
    if (index >= 0) this.#listeners.splice(index, 1);
  }

  /** Calls the listeners, the first time only. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    for (const listener of [...this.#listeners]) listener();
  }
}
