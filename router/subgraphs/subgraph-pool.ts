import type { IncomingHttpHeaders } from 'node:http';
import { Client, Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { timeoutHeader } from '../../platform/http/request-deadline.ts';
import type { AdmissionRequest } from '../../platform/resilience/admission-queue.ts';
import type { Admission } from '../../platform/resilience/admission.ts';
import type { Sender } from '../../platform/resilience/sender-turns.ts';

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

export interface RequestTerms {
  /** Senders take turns. */
  readonly sender: Sender;
  /** True for mutations: they are sent first, and refused last. */
  isUrgent: boolean;
  /** Monotonic. The subgraph learns how much of it is left when the request is sent. */
  deadlineMs: number;
}

/** A pool of persistent connections to a subgraph. */
export interface SubgraphPool {
  /** Requests beyond the number of connections wait; under overload they are refused (OVERLOADED). */
  post(headers: readonly string[], body: string, terms: RequestTerms): PooledRequest;
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
  /** Admits as many requests as there are connections. Without it, all further requests wait in order. */
  admission?: Admission;
  /** The error of a refused request. */
  refusal?: () => Error;
}): SubgraphPool {
  const { connections, timeoutMs, maxResponseBytes, admission } = options;
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
  const lane: Lane = { pool, path, admission, refusal: options.refusal };
  return {
    post(headers, body, terms) {
      const request = new DispatchedRequest(lane, headers, body, terms);
      if (admission === undefined || admission.tryEnter()) request.begin();
      else admission.wait(request);
      return request;
    },
    async close() {
      await pool.destroy();
      await admission?.close();
    },
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

/** Shared by the requests of a pool. */
interface Lane {
  pool: Pool;
  path: string;
  admission: Admission | undefined;
  refusal: (() => Error) | undefined;
}

/** A request with undici's handler for its response. A class, so that each request allocates only its fields. */
class DispatchedRequest
  implements PooledRequest, AdmissionRequest, Dispatcher.DispatchOptions, Dispatcher.DispatchHandler
{
  readonly method = 'POST';
  readonly path: string;
  headers: string[] = noHeaders;
  body: string;
  readonly isUrgent: boolean;
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
  readonly #lane: Lane;
  #givenHeaders: readonly string[];
  readonly #terms: RequestTerms;

  constructor(lane: Lane, headers: readonly string[], body: string, terms: RequestTerms) {
    this.path = lane.path;
    this.body = body;
    this.isUrgent = terms.isUrgent;
    this.#terms = terms;
    this.#lane = lane;
    this.#givenHeaders = headers;
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get sender(): Sender {
    return this.#terms.sender;
  }

  get isAbandoned(): boolean {
    return this.#abortReason !== undefined;
  }

  begin(): void {
    const leftMs = Math.max(1, Math.ceil(this.#terms.deadlineMs - performance.now()));
    this.headers = [...this.#givenHeaders, timeoutHeader, String(leftMs)];
    this.#lane.pool.dispatch(this, this);
  }

  refuse(): void {
    this.#reject(this.#lane.refusal?.() ?? new Error('The pool is closed.'));
  }

  abort(reason: Error): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    // A request that waits for a connection has no controller: free its memory and reject at once.
    this.#givenHeaders = noHeaders;
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
    this.#lane.admission?.leave();
    if (this.connection !== undefined) this.connection.isReused = true;
    const body = this.#more === undefined ? this.#first : Buffer.concat(this.#more);
    this.#resolve({
      status: this.#status,
      body: body === undefined ? '' : body.toString('utf8'),
      retryAfter: this.#retryAfter,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#lane.admission?.leave();
    this.brokeOnReuse =
      !this.#hasResponse &&
      this.connection?.isReused === true &&
      'code' in error &&
      brokenConnectionCodes.includes(String(error.code));
    this.#reject(error);
  }
}
