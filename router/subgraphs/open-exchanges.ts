/** A request under way. */
export interface OpenExchange {
  /** Written by `OpenExchanges` only. */
  place: number;
  circuitOpened(): void;
}

/**
 * The exchanges under way. No Set: it replaces its table after as many additions as it has places, and once it is old,
 * V8 keeps each replaced table, with all that was in it, until the next full collection.
 */
export class OpenExchanges {
  readonly #open: OpenExchange[] = [];

  add(exchange: OpenExchange): void {
    exchange.place = this.#open.length;
    this.#open.push(exchange);
  }

  /** The last one takes its place. */
  remove(exchange: OpenExchange): void {
    const last = this.#open.pop();
    if (last === undefined || last === exchange) return;
    last.place = exchange.place;
    this.#open[last.place] = last;
  }

  circuitOpened(): void {
    for (const exchange of [...this.#open]) exchange.circuitOpened();
  }
}
