import { Client, Pool } from 'undici';
import type { Dispatcher } from 'undici';

/** What came over HTTP. */
export interface HttpResponse {
  status: number;
  body: string;
}

/** A request under way. */
export interface PooledRequest {
  readonly response: Promise<HttpResponse>;
  /**
   * Whether the connection broke that had carried others before, and nothing of an answer came: the other side may have
   * closed it for having been idle, and have read nothing of the request. Known once the answer was rejected.
   */
  readonly isRetryable: boolean;
  /** Gives it up: the answer rejects with that reason. */
  abort(reason: Error): void;
}

/** The connections to one subgraph, which are kept. */
export interface SubgraphPool {
  /** Requests beyond the number of connections wait for one, first come, first served. */
  post(headers: string[], body: string): PooledRequest;
  close(): Promise<void>;
}

/** A connection that cannot be had in this time is not worth waiting for, however long an answer may take. */
const longestConnectMs = 2_000;
/** How a connection ends that the other side closed, or that is no more. */
const broken = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];
const nothing: string[] = [];

/**
 * Posts to one address. It speaks to undici's dispatcher itself: its streams are made for what does not fit in memory,
 * and cost more than the request.
 */
export function createSubgraphPool(options: {
  url: string;
  connections: number;
  timeoutMs: number;
  /** The largest answer taken. */
  maxResponseBytes: number;
}): SubgraphPool {
  const { connections, timeoutMs, maxResponseBytes } = options;
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    connectTimeout: Math.min(timeoutMs, longestConnectMs),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
    factory: (origin, settings) => new Connection(origin, settings),
  });
  return {
    post(headers, body) {
      const exchange = new Exchange(path, headers, body);
      pool.dispatch(exchange, exchange);
      return exchange;
    },
    close: () => pool.destroy(),
  };
}

/** A connection, made anew whenever it broke. It carries one request at a time. */
class Connection extends Client {
  /** Whether this connection has carried a request to its answer. */
  proven = false;

  constructor(origin: URL, settings: Client.Options) {
    super(origin, settings);
    this.on('disconnect', () => {
      this.proven = false;
    });
  }

  override dispatch(exchange: Exchange, handler: Dispatcher.DispatchHandler): boolean {
    exchange.connection = this;
    return super.dispatch(exchange, handler);
  }
}

/**
 * One request and its answer, as undici takes the one and hands over the other. A class, since there are many of them:
 * nothing is made for each but its fields.
 */
class Exchange implements PooledRequest, Dispatcher.DispatchOptions, Dispatcher.DispatchHandler {
  readonly method = 'POST';
  readonly path: string;
  headers: string[];
  body: string;
  readonly response: Promise<HttpResponse>;
  isRetryable = false;
  /** What it goes over; undefined for as long as it waits for one. */
  connection: Connection | undefined;
  #resolve!: (answer: HttpResponse) => void;
  #reject!: (reason: Error) => void;
  #answered = false;
  #status = 0;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #abandoned: Error | undefined;

  constructor(path: string, headers: string[], body: string) {
    this.path = path;
    this.headers = headers;
    this.body = body;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  abort(reason: Error): void {
    this.#abandoned = reason;
    this.#controller?.abort(reason);
    // A request that waits for a connection has no controller yet. Nobody needs to wait for it, nor to keep what it is.
    this.headers = nothing;
    this.body = '';
    this.#reject(reason);
  }

  /** Its turn has come: what is thrown here costs the request alone, where `abort` would cost the connection too. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#abandoned !== undefined) throw this.#abandoned;
    this.#controller = controller;
  }

  /** The first byte of an answer has come. */
  onResponseStarted(): void {
    this.#answered = true;
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
    if (this.connection !== undefined) this.connection.proven = true;
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#resolve({ status: this.#status, body: body === undefined ? '' : body.toString('utf8') });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.isRetryable =
      !this.#answered &&
      this.connection?.proven === true &&
      'code' in error &&
      broken.includes(String(error.code));
    this.#reject(error);
  }
}
