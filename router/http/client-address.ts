import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * Where clients of a WebSocket are, found as Fastify finds it for HTTP: what proxies that are trusted say of it, and
 * else the other end of the connection.
 * @param trustedProxies addresses or ranges
 */
export function clientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string | null {
  const trusts = proxyAddr.compile([...trustedProxies]);
  return (request) => (request.socket.remoteAddress === undefined ? null : proxyAddr(request, trusts));
}
