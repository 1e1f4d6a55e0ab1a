import { Pool } from 'undici';
import type { Dispatcher } from 'undici';

/** What came over HTTP. */
export interface HttpAnswer {
  status: number;
  body: string;
}

/** A request under way. */
export interface HttpExchange {
  answer: Promise<HttpAnswer>;
  /** Gives it up: the answer rejects with that reason. */
  abandon(reason: Error): void;
}

/** The connections to one subgraph, which are kept. */
export interface SubgraphConnections {
  post(headers: string[], body: string): HttpExchange;
  close(): Promise<void>;
}

/** A connection that cannot be had in this time is not worth waiting for, however long an answer may take. */
const longestConnectMs = 2_000;

/**
 * Posts to one address. It speaks to undici's dispatcher itself: its streams are made for what does not fit in memory,
 * and cost more than the request.
 */
export function createSubgraphConnections(options: {
  url: string;
  connections: number;
  timeoutMs: number;
  /** The largest answer taken. */
  answerLimitBytes: number;
}): SubgraphConnections {
  const { connections, timeoutMs, answerLimitBytes } = options;
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    connectTimeout: Math.min(timeoutMs, longestConnectMs),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: answerLimitBytes,
  });
  return {
    post(headers, body) {
      const exchange = new Exchange();
      pool.dispatch({ path, method: 'POST', headers, body }, exchange);
      return exchange;
    },
    close: () => pool.destroy(),
  };
}

/** One request and its answer. A class, since there are many of them: nothing is made for each but its fields. */
class Exchange implements HttpExchange, Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  #resolve!: (answer: HttpAnswer) => void;
  #reject!: (reason: Error) => void;
  #status = 0;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #abandoned: Error | undefined;

  constructor() {
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  abandon(reason: Error): void {
    this.#abandoned = reason;
    this.#controller?.abort(reason);
    // A request that waits for a connection has no controller yet; nobody needs to wait for it.
    this.#reject(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abandoned !== undefined) controller.abort(this.#abandoned);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [this.#first, chunk];
    else this.#more.push(chunk);
  }

  onResponseEnd(): void {
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#resolve({ status: this.#status, body: body === undefined ? '' : body.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
