import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RespondingSocket } from './stalled-responses.ts';

/** Why what came over a connection is no request, or none that is taken. */
export interface ClientError {
  status: 400 | 408 | 417 | 431;
  message: string;
}

/** What Node says of a connection that it cannot read a request from. */
interface NodeClientError {
  code?: string;
  /** The parser's own words. */
  reason?: string;
}

/**
 * Answers what is no request, and ends its connection: nobody can tell where another one would begin. Requests that
 * came before it are answered first.
 * @param bodyOf the answer, to be written as JSON
 */
export function createClientErrorHandler(
  limits: { requestTimeoutMs: number; headerLimitBytes: number },
  bodyOf: (unreadable: ClientError) => object,
): (fault: NodeClientError, socket: RespondingSocket) => void {
  /** Whatever follows is just as unreadable. */
  const faulty = new WeakSet<RespondingSocket>();

  function refuseInTurn(fault: NodeClientError, socket: RespondingSocket): void {
    const answering = socket._httpMessage ?? null;
    const isOver = !socket.writable || fault.code === 'ECONNRESET';
    if (!isOver && answering !== null && isToBeAnswered(answering)) {
      answering.once('close', () => {
        refuseInTurn(fault, socket);
      });
      return;
    }
    if (!isOver && answering?.headersSent !== true) socket.write(refusal(describe(fault, limits), bodyOf));
    socket.destroySoon();
  }

  return (fault, socket) => {
    if (faulty.has(socket)) return;
    faulty.add(socket);
    refuseInTurn(fault, socket);
  };
}

/** Whether it answers another request than the unreadable one, and is not an event stream, which may have no end. */
function isToBeAnswered({ req, headersSent, writableEnded }: ServerResponse): boolean {
  return req.complete && (!headersSent || writableEnded);
}

/** Answers a request that expects what there is not (RFC 9110, section 10.1.1). */
export function createExpectationHandler(
  bodyOf: (unreadable: ClientError) => object,
): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ headers: { expect = '' } }, response) => {
    const message = `Expect: expected 100-continue or none, got ${expect.slice(0, 100)}.`;
    const body = JSON.stringify(bodyOf({ status: 417, message }));
    response.writeHead(417, headersOf(body)).end(body);
  };
}

function refusal(unreadable: ClientError, bodyOf: (unreadable: ClientError) => object): string {
  const body = JSON.stringify(bodyOf(unreadable));
  const headers = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${unreadable.status} ${STATUS_CODES[unreadable.status] ?? ''}\r\n${headers.join('')}\r\n${body}`;
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
