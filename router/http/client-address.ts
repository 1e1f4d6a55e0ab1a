import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from '@fastify/proxy-addr';
import type { Logger } from '../../platform/log.ts';

/** An attacker must not fill the log. */
const minLogGapMs = 600_000;

/**
 * The client's IP address: behind trusted proxies, the last entry of `X-Forwarded-For` that is not a trusted proxy. Null if
 * the connection has ended, or if that entry is no address, such as `unknown`.
 * @param trustedProxies addresses or ranges
 * @param logger warns of a peer that is not trusted and sends `X-Forwarded-For` or `Forwarded`
 */
export function clientAddress(
  trustedProxies: readonly string[],
  logger?: Logger,
): (request: IncomingMessage) => string | null {
  const trusts = proxyAddr.compile([...trustedProxies]);
  const warn = logger === undefined ? () => undefined : createWarning(logger);
  return ({ socket, headers }) => {
    const peer = socket.remoteAddress;
    if (peer === undefined) return null;
    const { 'x-forwarded-for': forwarded, forwarded: standard } = headers;
    if (forwarded === undefined && standard === undefined) return peer;
    if (!trusts(peer, 0)) {
      warn(peer);
      return peer;
    }
    if (typeof forwarded !== 'string' || forwarded.trim() === '') return peer;
    let address: string | null = peer;
    const entries = forwarded.split(',');
    for (let at = entries.length - 1; at >= 0 && address !== null && trusts(address, 0); at -= 1) {
      address = parseForwardedAddress(entries[at] ?? '');
    }
    return address;
  };
}

/**
 * An address as proxies write it: `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]`, `"[2001:db8::1]:4711"`
 * (RFC 7239, section 6). Null for `unknown`, an obfuscated identifier, or another text.
 */
function parseForwardedAddress(entry: string): string | null {
  const text = entry.trim().replace(/^"(.*)"$/, '$1');
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  const address = bracketed ?? withPort ?? text;
  return isIP(address) === 0 ? null : address;
}

function createWarning(logger: Logger): (peer: string) => void {
  let nextAtMs = 0;
  return (peer) => {
    const nowMs = performance.now();
    if (nowMs < nextAtMs) return;
    nextAtMs = nowMs + minLogGapMs;
    logger.warn(
      { peer },
      'forwarded headers of an untrusted peer ignored: if it is your proxy, add it to TRUSTED_PROXIES',
    );
  };
}
