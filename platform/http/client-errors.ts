import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { lingerOnClose } from './linger.ts';
import type { RespondingSocket } from './stalled-responses.ts';

export interface ClientError {
  status: 400 | 408 | 417 | 431;
  message: string;
}

interface NodeClientError {
  code?: string;
  /** The parser's message. */
  reason?: string;
}

/**
 * Responds after earlier requests of the connection, then closes it: the start of the next request is unknown.
 * @param bodyOf returns the response body, which is written as JSON
 */
export function createClientErrorHandler(
  limits: { requestTimeoutMs: number; headerLimitBytes: number },
  bodyOf: (error: ClientError) => object,
): (fault: NodeClientError, socket: RespondingSocket) => void {
  /** These sockets have a response: Node.js repeats the event for the bytes that follow. */
  const refused = new WeakSet<RespondingSocket>();

  function refuseInTurn(fault: NodeClientError, socket: RespondingSocket): void {
    const answering = socket._httpMessage ?? null;
    const isOver = !socket.writable || fault.code === 'ECONNRESET';
    if (!isOver && answering !== null && isToBeAnswered(answering)) {
      answering.once('close', () => {
        refuseInTurn(fault, socket);
      });
      return;
    }
    if (!isOver && answering?.headersSent !== true) {
      lingerOnClose(socket, null);
      socket.write(refusal(describe(fault, limits), bodyOf));
    }
    socket.destroySoon();
  }

  return (fault, socket) => {
    if (refused.has(socket)) return;
    refused.add(socket);
    refuseInTurn(fault, socket);
  };
}

/** True for a response to an earlier request, unless it is an event stream, which may never end. */
function isToBeAnswered({ req, headersSent, writableEnded }: ServerResponse): boolean {
  return req.complete && (!headersSent || writableEnded);
}

/** Refuses an `Expect` header other than `100-continue` (RFC 9110, section 10.1.1). */
export function createExpectationHandler(
  bodyOf: (error: ClientError) => object,
): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ headers: { expect = '' } }, response) => {
    const message = `Expect: expected 100-continue or none, got ${expect.slice(0, 100)}.`;
    const body = JSON.stringify(bodyOf({ status: 417, message }));
    response.writeHead(417, headersOf(body)).end(body);
  };
}

function refusal(error: ClientError, bodyOf: (error: ClientError) => object): string {
  const body = JSON.stringify(bodyOf(error));
  const headers = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}\r\n${headers.join('')}\r\n${body}`;
}

function headersOf(body: string): Record<string, string> {
  return {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    Connection: 'close',
  };
}

function describe(
  { code, reason }: NodeClientError,
  { requestTimeoutMs, headerLimitBytes }: { requestTimeoutMs: number; headerLimitBytes: number },
): ClientError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, message: `The request did not arrive within ${requestTimeoutMs / 1_000} seconds.` };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, message: `The headers are larger than ${headerLimitBytes} bytes.` };
  }
  return { status: 400, message: `This is not HTTP: ${reason ?? 'it cannot be read'}.` };
}
