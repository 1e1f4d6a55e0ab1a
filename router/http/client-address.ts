import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';

/**
 * The client's IP address as Fastify determines it: behind trusted proxies, from `X-Forwarded-For`.
 * @param trustedProxies addresses or ranges
 */
export function clientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string | null {
  const trusts = proxyAddr.compile([...trustedProxies]);
  return (request) => (request.socket.remoteAddress === undefined ? null : proxyAddr(request, trusts));
}
