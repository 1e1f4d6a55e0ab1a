import type { ServerResponse } from 'node:http';
import type { BufferedBytes } from '../guard/buffered-bytes.ts';
import { writeQueueSize } from '../guard/unsent.ts';
import type { ResultStream } from './service.ts';

/** Comments keep proxies from closing an idle connection. */
const defaultPingMs = 12_000;
const ping = ':\n\n';
/** A client that reads nothing for so many pings is disconnected. */
const maxStalledPings = 3;

/**
 * Writes results at the client's pace, by the distinct connections mode of `graphql-sse`
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md). The response always ends.
 */
export async function writeEventStream(
  results: ResultStream,
  response: ServerResponse,
  { buffered, pingMs = defaultPingMs }: { buffered: BufferedBytes; pingMs?: number },
): Promise<void> {
  const cancel = () => void results.return(undefined);
  response.once('close', cancel);
  const stopPings = startPings(response, pingMs);
  if (response.destroyed) cancel();
  try {
    // Some browsers report an open stream only after its first bytes.
    await write(response, ping, buffered);
    for await (const result of results) {
      await write(response, `event: next\ndata: ${JSON.stringify(result)}\n\n`, buffered);
      if (response.destroyed) break;
    }
    await write(response, 'event: complete\ndata:\n\n', buffered);
  } finally {
    stopPings();
    response.off('close', cancel);
    response.end();
  }
}

function startPings(response: ServerResponse, pingMs: number): () => void {
  let queueSize = 0;
  let stalled = 0;
  const timer = setInterval(() => {
    const { socket } = response;
    if (response.destroyed || socket === null) return;
    if (!response.writableNeedDrain) {
      response.write(ping);
      stalled = 0;
      return;
    }
    const current = writeQueueSize(socket);
    stalled = current === queueSize ? stalled + 1 : 0;
    queueSize = current;
    if (stalled >= maxStalledPings) socket.destroy();
  }, pingMs);
  return () => {
    clearInterval(timer);
  };
}

async function write(response: ServerResponse, text: string, buffered: BufferedBytes): Promise<void> {
  if (response.destroyed || response.write(text)) return;
  const { socket, writableLength: unsent } = response;
  if (socket !== null) buffered.add(socket, unsent);
  await drained(response);
  if (socket !== null) buffered.remove(socket, unsent);
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
