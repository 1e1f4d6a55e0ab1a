import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';
import { GraphQLError } from 'graphql';
import { lingerOnClose } from '../../platform/http/linger.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { ClientLimits } from '../guard/client-limits.ts';

export interface ConnectionLimit {
  /** The error for a connection that was not admitted; null for an admitted connection. */
  refusalOf: (socket: Socket) => GraphQLError | null;
  /** Answers the requests of a refused connection. @returns false to leave a request to another handler */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Refused connections that may wait for a request, to learn the reason. Further ones are closed at once. */
const maxRefused = 100;
const maxRefusedMs = 5_000;
/** The probes of an orchestrator are answered also when clients hold all connections. */
const probePaths: readonly unknown[] = ['/health/live', '/health/ready'];

/**
 * Limits the TCP connections of an address, and in all. The connections of a trusted proxy carry many clients: they count
 * in all only.
 */
export function limitConnections(options: {
  server: Server;
  limits: ClientLimits;
  trustedProxies: readonly string[];
  format: ErrorFormatter;
}): ConnectionLimit {
  const { server, limits, trustedProxies, format } = options;
  const trusts = proxyAddr.compile([...trustedProxies]);
  const refused = new Map<Socket, GraphQLError>();

  function refuse(socket: Socket, error: GraphQLError): void {
    if (refused.size >= maxRefused) {
      socket.destroy();
      return;
    }
    refused.set(socket, error);
    const timer = setTimeout(() => socket.destroy(), maxRefusedMs).unref();
    socket.once('close', () => {
      clearTimeout(timer);
      refused.delete(socket);
    });
  }

  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address } = socket;
    const isProxy = address !== undefined && trusts(address, 0);
    try {
      socket.once('close', limits.admit(isProxy ? {} : { address: address ?? null }));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      refuse(socket, error);
    }
  });

  return {
    refusalOf: (socket) => refused.get(socket) ?? null,
    answer(request, response) {
      if (refused.size === 0) return false;
      const { socket, url } = request;
      const error = refused.get(socket);
      if (error === undefined || probePaths.includes(url)) return false;
      const body = JSON.stringify({ errors: [formatError(format, error)] });
      lingerOnClose(socket, request);
      response.writeHead(httpStatusOf(error), {
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        'retry-after': String(retryAfterSeconds),
        connection: 'close',
      });
      response.end(body);
      return true;
    },
  };
}

const retryAfterSeconds = 5;

function httpStatusOf({ extensions }: GraphQLError): number {
  return (extensions as { http?: { status?: number } }).http?.status ?? 503;
}
