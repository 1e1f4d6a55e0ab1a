import type { ServerResponse } from 'node:http';
import type { ResultStream } from './operations.ts';

/** How often something is said where there is nothing to tell, so that nobody in between takes the connection for dead. */
const pingMs = 12_000;
const ping = ':\n\n';

/**
 * Writes results as events, by the protocol `graphql-sse` in its distinct connections mode
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md), as fast as the client reads them, until either
 * side has had enough. Whatever happens, the response ends.
 */
export async function writeEventStream(results: ResultStream, response: ServerResponse): Promise<void> {
  const leave = () => void results.return(undefined);
  response.once('close', leave);
  const timer = setInterval(() => {
    if (!response.destroyed && !response.writableNeedDrain) response.write(ping);
  }, pingMs);
  if (response.destroyed) leave();
  try {
    // Some browsers do not see that a stream has begun before something came over it.
    await write(response, ping);
    for await (const result of results) {
      await write(response, `event: next\ndata: ${JSON.stringify(result)}\n\n`);
      if (response.destroyed) break;
    }
    await write(response, 'event: complete\ndata:\n\n');
  } finally {
    clearInterval(timer);
    response.off('close', leave);
    response.end();
  }
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (!response.destroyed && !response.write(text)) await drained(response);
}

/** Resolves once there is room for more, or nobody is left to read it. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
