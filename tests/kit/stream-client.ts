import { createClient as createSseClient } from 'graphql-sse';
import type { Client as SseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import type { Client as WsClient } from 'graphql-ws';
import { WebSocket } from 'ws';

export const transports = ['WebSocket', 'SSE'] as const;
export type Transport = (typeof transports)[number];

/**
 * A client of the router's subscriptions. It does not reconnect, so that a test sees each lost connection.
 * @param url the router, as `http://127.0.0.1:4000`
 * @param token an access token; anonymous where left out
 */
export function createStreamClient(transport: Transport, url: string, token?: string): WsClient | SseClient {
  return transport === 'WebSocket'
    ? createWsClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
        connectionParams: token === undefined ? {} : { Authorization: `Bearer ${token}` },
      })
    : createSseClient({
        url: `${url}/graphql`,
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
}
