import type { ServerResponse } from 'node:http';

/** Answers a request in place of a fake server's own logic. */
export type Responder = (response: ServerResponse) => void;

/** Responds with JSON: a string as the body itself, a value of any further type is serialised. */
export function respondJson(body: unknown, status = 200): Responder {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return (response) => void response.writeHead(status, { 'content-type': 'application/json' }).end(text);
}

/** Responds to an entity fetch with the value in place of `_entities`. */
export function respondEntities(entities: unknown): Responder {
  return respondJson({ data: { _entities: entities } });
}

/** Never responds; the connection stays open. */
export const respondNever: Responder = () => undefined;

/** A GraphQL error without data, as of a subgraph whose store is away. */
export const respondWithError =
  (code: string): Responder =>
  (response) => {
    const error = { message: 'Try again.', extensions: { code } };
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ errors: [error], data: null }));
  };

/** Closes the connection without a response. */
export const resetConnection: Responder = (response) => void response.destroy();
