import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * The IP address of a client, as Fastify determines it: from `X-Forwarded-For` behind trusted proxies, otherwise from the
 * connection.
 * @param trustedProxies addresses or ranges
 */
export function clientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string | null {
  const trusts = proxyAddr.compile([...trustedProxies]);
  return (request) => (request.socket.remoteAddress === undefined ? null : proxyAddr(request, trusts));
}
