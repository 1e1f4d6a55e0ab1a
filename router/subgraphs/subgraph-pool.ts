import type { IncomingHttpHeaders } from 'node:http';
import { Client, Pool } from 'undici';
import type { Dispatcher } from 'undici';

export interface HttpResponse {
  status: number;
  body: string;
  /** The header of a response with status 503. */
  retryAfter: string | undefined;
}

/** A request that waits for a connection or for its response. */
export interface PooledRequest {
  readonly response: Promise<HttpResponse>;
  /** False while it waits for a connection: the subgraph cannot have read any of it. */
  readonly wasSent: boolean;
  /**
   * True if a reused connection broke before the first byte of a response. The subgraph may have closed it as idle
   * without reading the request. Set when the response rejects.
   */
  readonly brokeOnReuse: boolean;
  /** Rejects the response with this reason. */
  abort(reason: Error): void;
}

/** A pool of persistent connections to a subgraph. */
export interface SubgraphPool {
  /** Requests beyond the number of connections wait in order. */
  post(headers: string[], body: string): PooledRequest;
  close(): Promise<void>;
}

/** Connecting times out sooner than a response, which may take long. */
const maxConnectMs = 2_000;
/** Error codes of connections that the subgraph closed or reset. */
const brokenConnectionCodes = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];
const noHeaders: string[] = [];
/** Of every request. */
export const jsonHeaders = [
  ...['content-type', 'application/json'],
  ...['accept', 'application/graphql-response+json, application/json;q=0.9'],
];

/**
 * Posts to a URL. It uses undici's dispatcher directly: undici's streams are made for bodies that do not fit into
 * memory, and cost more than the request.
 */
export function createSubgraphPool(options: {
  url: string;
  connections: number;
  timeoutMs: number;
  maxResponseBytes: number;
}): SubgraphPool {
  const { connections, timeoutMs, maxResponseBytes } = options;
  const url = new URL(options.url);
  const path = `${url.pathname}${url.search}`;
  const pool = new Pool(url.origin, {
    connections,
    pipelining: 1,
    connectTimeout: Math.min(timeoutMs, maxConnectMs),
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxResponseBytes,
    factory: (origin, settings) => new PooledConnection(origin, settings),
  });
  return {
    post(headers, body) {
      const request = new DispatchedRequest(path, headers, body);
      pool.dispatch(request, request);
      return request;
    },
    close: () => pool.destroy(),
  };
}

/** A connection that reconnects after each break. It carries a single request at a time. */
class PooledConnection extends Client {
  /** True once the current connection has carried a request to its response. */
  isReused = false;

  constructor(origin: URL, settings: Client.Options) {
    super(origin, settings);
    this.on('disconnect', () => {
      this.isReused = false;
    });
  }

  override dispatch(request: DispatchedRequest, handler: Dispatcher.DispatchHandler): boolean {
    request.connection = this;
    return super.dispatch(request, handler);
  }
}

/** A request with undici's handler for its response. A class, so that each request allocates only its fields. */
class DispatchedRequest implements PooledRequest, Dispatcher.DispatchOptions, Dispatcher.DispatchHandler {
  readonly method = 'POST';
  readonly path: string;
  headers: string[];
  body: string;
  readonly response: Promise<HttpResponse>;
  wasSent = false;
  brokeOnReuse = false;
  /** Undefined while the request waits for a connection. */
  connection: PooledConnection | undefined;
  #resolve!: (response: HttpResponse) => void;
  #reject!: (reason: Error) => void;
  #hasResponse = false;
  #status = 0;
  #retryAfter: string | undefined;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #abortReason: Error | undefined;

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
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    // A request that waits for a connection has no controller: free its memory and reject at once.
    this.headers = noHeaders;
    this.body = '';
    this.#reject(reason);
  }

  /** Throwing here fails only this request; `abort` would close the connection as well. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#abortReason !== undefined) throw this.#abortReason;
    this.#controller = controller;
    this.wasSent = true;
  }

  /** Called at the first byte of the response. */
  onResponseStarted(): void {
    this.#hasResponse = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    if (status === 503) this.#retryAfter = headers['retry-after'];
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [this.#first, chunk];
    else this.#more.push(chunk);
  }

  onResponseEnd(): void {
    if (this.connection !== undefined) this.connection.isReused = true;
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#resolve({
      status: this.#status,
      body: body === undefined ? '' : body.toString('utf8'),
      retryAfter: this.#retryAfter,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.brokeOnReuse =
      !this.#hasResponse &&
      this.connection?.isReused === true &&
      'code' in error &&
      brokenConnectionCodes.includes(String(error.code));
    this.#reject(error);
  }
}
