import type { Logger } from '../../platform/log.ts';

/** The origins whose pages may call the router from a browser. */
export interface Origins {
  /** True for `*`. */
  isAny: boolean;
  isEmpty: boolean;
  /**
   * The router's own origin is always allowed.
   * @param host the `Host` header
   */
  allows: (origin: string, host: string | undefined) => boolean;
}

/** Clients choose the origins: no more are logged. */
const maxLogged = 50;
const anyPort = ':*';

/**
 * @param entries origins such as `https://app.example.com`; `http://localhost:*` has any port, and `*` is any origin
 * @param logger warns of each refused origin once: a browser tells its page nothing
 */
export function createOrigins(entries: readonly string[], logger: Logger): Origins {
  const exact = new Set(entries);
  const hosts = entries
    .filter((entry) => entry.endsWith(anyPort))
    .map((entry) => entry.slice(0, -anyPort.length));
  const isAny = exact.has('*');
  const logged = new Set<string>();

  function isListed(origin: string): boolean {
    if (isAny || exact.has(origin)) return true;
    return hosts.some(
      (host) => origin === host || (origin.startsWith(`${host}:`) && isPort(origin.slice(host.length + 1))),
    );
  }

  function logOnce(origin: string): void {
    if (logged.has(origin) || logged.size >= maxLogged) return;
    logged.add(origin);
    logger.warn(
      { origin: origin.slice(0, 100) },
      'origin refused: add it to CORS_ORIGINS if its pages may call',
    );
  }

  return {
    isAny,
    isEmpty: entries.length === 0,
    allows(origin, host) {
      if (isListed(origin) || isOwnOrigin(origin, host)) return true;
      logOnce(origin);
      return false;
    },
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text);
}

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** Ignores the scheme, because proxies may terminate TLS. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { host: from, protocol } = new URL(origin);
  if (from === '') return false;
  const own = host.toLowerCase();
  return own === from || own === `${from}:${defaultPorts[protocol] ?? ''}`;
}
