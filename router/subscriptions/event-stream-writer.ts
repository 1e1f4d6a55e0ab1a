import type { ServerResponse } from 'node:http';
import type { ResultStream } from './service.ts';

/** Comments keep proxies from closing an idle connection. */
const pingMs = 12_000;
const ping = ':\n\n';

/**
 * Writes results at the client's pace, by the distinct connections mode of `graphql-sse`
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). The response always ends.
 */
export async function writeEventStream(results: ResultStream, response: ServerResponse): Promise<void> {
  const cancel = () => void results.return(undefined);
  response.once('close', cancel);
  const timer = setInterval(() => {
    if (!response.destroyed && !response.writableNeedDrain) response.write(ping);
  }, pingMs);
  if (response.destroyed) cancel();
  try {
    // Some browsers report an open stream only after its first bytes.
    await write(response, ping);
    for await (const result of results) {
      await write(response, `event: next\ndata: ${JSON.stringify(result)}\n\n`);
      if (response.destroyed) break;
    }
    await write(response, 'event: complete\ndata:\n\n');
  } finally {
    clearInterval(timer);
    response.off('close', cancel);
    response.end();
  }
}

async function write(response: ServerResponse, text: string): Promise<void> {
  if (!response.destroyed && !response.write(text)) await drained(response);
}

/** Also resolves when the connection closes. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
