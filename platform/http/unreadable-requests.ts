import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Why what came over a connection is no request. */
export interface Unreadable {
  status: 400 | 408 | 431;
  message: string;
}

/** What Node says of a connection that it cannot read a request from. */
interface ConnectionFault {
  code?: string;
  /** The parser's own words. */
  reason?: string;
}

/** Node's own way to know whether an answer is on its way (https://nodejs.org/api/http.html#event-clienterror). */
type AnsweringSocket = Socket & { _httpMessage?: Pick<ServerResponse, 'headersSent'> | null };

/**
 * Answers what is no request, and ends its connection: nobody can tell where another one would begin.
 * @param bodyOf the answer, to be written as JSON
 */
export function refuseUnreadable(
  limits: { requestTimeoutMs: number; headerLimitBytes: number },
  bodyOf: (unreadable: Unreadable) => object,
): (fault: ConnectionFault, socket: Socket) => void {
  return (fault, socket: AnsweringSocket) => {
    // In the middle of another answer, nothing else can be said.
    if (socket.writable && fault.code !== 'ECONNRESET' && socket._httpMessage?.headersSent !== true) {
      const unreadable = describe(fault, limits);
      const body = JSON.stringify(bodyOf(unreadable));
      socket.write(
        `HTTP/1.1 ${unreadable.status} ${STATUS_CODES[unreadable.status] ?? ''}\r\n` +
          'Content-Type: application/json; charset=utf-8\r\n' +
          `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      );
    }
    socket.destroySoon();
  };
}

function describe(
  { code, reason }: ConnectionFault,
  { requestTimeoutMs, headerLimitBytes }: { requestTimeoutMs: number; headerLimitBytes: number },
): Unreadable {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return { status: 408, message: `The request did not arrive within ${requestTimeoutMs / 1_000} seconds.` };
  }
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { status: 431, message: `The headers are larger than ${headerLimitBytes} bytes.` };
  }
  return { status: 400, message: `This is not HTTP: ${reason ?? 'it cannot be read'}.` };
}
