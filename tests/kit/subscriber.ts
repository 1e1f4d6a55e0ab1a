import { createStreamClient } from './stream-client.ts';
import type { Transport } from './stream-client.ts';

export interface Result {
  data?: Record<string, Record<string, unknown>> | null;
  errors?: readonly { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

export interface Subscriber {
  /** The next result; null once the stream has ended. */
  next(): Promise<Result | null>;
  /** The `state` of each of the next results. */
  states(count: number): Promise<unknown[]>;
  close(): Promise<void>;
}

/** `graphql-ws` rejects with the payload of an `error` message: over SSE it would be a result without data. */
export function asResult(thrown: unknown): { done: false; value: Result } {
  if (!Array.isArray(thrown)) throw thrown;
  return { done: false, value: { errors: thrown as NonNullable<Result['errors']> } };
}

/** Starts one operation over a streaming transport; the test pulls its results. */
export function subscribe(
  transport: Transport,
  url: string,
  operation: { query: string; variables?: Record<string, unknown>; operationName?: string },
  token?: string,
): Subscriber {
  const client = createStreamClient(transport, url, token);
  const results = client.iterate(operation) as AsyncIterableIterator<Result, undefined>;
  const next = async () => {
    const { done, value } = await results.next().catch(asResult);
    return done === true ? null : value;
  };
  return {
    next,
    async states(count) {
      const states: unknown[] = [];
      while (states.length < count) {
        const result = await next();
        const [entity] = Object.values(result?.data ?? {});
        if (entity === undefined) throw new Error(`expected a state, got ${JSON.stringify(result)}`);
        states.push(entity['state'] ?? entity);
      }
      return states;
    },
    async close() {
      await results.return?.();
      await client.dispose();
    },
  };
}
