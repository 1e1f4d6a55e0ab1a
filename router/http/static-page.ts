import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';

/** A page whose bytes all responses share, so that a client that does not read costs nothing. */
export interface StaticPage {
  answer(request: { headers: IncomingHttpHeaders }): PageAnswer;
}

export interface PageAnswer {
  /** 304 if the client has the page already. */
  status: 200 | 304;
  headers: Record<string, string>;
  body: Buffer | null;
}

const encodings = ['br', 'gzip', 'identity'] as const;
type Encoding = (typeof encodings)[number];

/** Each page is compressed once, so that a better ratio than that of responses pays. */
const brotliQuality = 5;

/** @param contentSecurityPolicy without `frame-ancestors`: no page may be framed */
export async function createStaticPage(html: string, contentSecurityPolicy: string): Promise<StaticPage> {
  const identity = Buffer.from(html);
  const bodies: Readonly<Record<Encoding, Buffer>> = {
    identity,
    gzip: await promisify(gzip)(identity),
    br: await promisify(brotliCompress)(identity, {
      params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality },
    }),
  };
  const hash = createHash('sha256').update(identity).digest('base64url');
  const shared = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${contentSecurityPolicy}; frame-ancestors 'none'`,
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    vary: 'accept-encoding',
  };
  return {
    answer({ headers: { 'accept-encoding': accepted = '', 'if-none-match': known } }) {
      const encoding = encodingFor(accepted);
      const etag = `"${hash}-${encoding}"`;
      if (known !== undefined && isListed(etag, known)) {
        return { status: 304, headers: { ...shared, etag }, body: null };
      }
      const encoded = encoding === 'identity' ? {} : { 'content-encoding': encoding };
      return { status: 200, headers: { ...shared, etag, ...encoded }, body: bodies[encoding] };
    },
  };
}

function encodingFor(accepted: string): Encoding {
  const found = new Negotiator({ headers: { 'accept-encoding': accepted } }).encoding([...encodings]);
  return encodings.find((encoding) => encoding === found) ?? 'identity';
}

/** Compares weakly, as `If-None-Match` does (RFC 9110, section 13.1.2). */
function isListed(etag: string, ifNoneMatch: string): boolean {
  return ifNoneMatch
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === etag);
}
