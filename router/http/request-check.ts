import type { IncomingMessage } from 'node:http';
import { hasSeveralHosts, severalHosts } from '../../platform/http/host-header.ts';
import { negotiateResponseType } from './media-types.ts';
import type { ResponseType } from './media-types.ts';
import { RequestError } from './request-body.ts';

/** Characters that no host has: RFC 3986, section 3.2. */
const invalidHost = /[^\w.:~!$&'()*+,;=%[\]-]/;
const htmlPage = /text\/(?:html|\*)/i;
const notAcceptable =
  'Accept: expected application/json or application/graphql-response+json, in UTF-8, among the media types.';

/**
 * @param pages false if the router serves no HTML pages
 * @returns the media type of the response; null for an HTML page, which Apollo Server renders
 * @throws RequestError with status 400, 405 or 406
 */
export function checkRequest(request: IncomingMessage, pages: boolean): ResponseType | null {
  const { method = '', headers } = request;
  if (hasSeveralHosts(request)) throw new RequestError(400, severalHosts);
  if (headers.host !== undefined && invalidHost.test(headers.host)) {
    throw new RequestError(400, 'Invalid Host header.');
  }
  if (method !== 'POST' && method !== 'GET') {
    throw new RequestError(405, `Method: expected GET or POST, got ${method}.`, ['allow', 'GET, POST']);
  }
  const type = negotiateResponseType(headers.accept);
  if (type === null && (!pages || method === 'POST' || !htmlPage.test(headers.accept ?? ''))) {
    throw new RequestError(406, notAcceptable);
  }
  return type;
}
