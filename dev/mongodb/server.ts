import { createServer, type Server, type Socket } from 'node:net';
import { Catalog } from './catalog.ts';
import type { ServerState } from './commands/call.ts';
import { Cursors } from './cursors.ts';
import { dispatch } from './dispatch.ts';
import { silent, type Logger } from './logger.ts';
import { Profiler } from './profiler.ts';
import { removeExpired } from './ttl.ts';
import { formatReply, MessageBuffer, parseMessage } from './wire.ts';

/** MongoDB's own default is 60 s. */
const sweepIntervalMs = 5_000;

export interface MongoServerOptions {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** The folder of the log; absent to keep everything in memory. */
  directory?: string;
  logger?: Logger;
  /** The smallest log to compact, 32 MB by default. */
  compactAboveBytes?: number;
}

export interface MongoServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

async function serve(socket: Socket, state: ServerState, logger: Logger): Promise<void> {
  const messages = new MessageBuffer();
  socket.setNoDelay(true);
  try {
    for await (const chunk of socket) {
      for (const message of messages.push(chunk as Buffer)) {
        const request = parseMessage(message);
        const reply = await dispatch(state, request);
        if (request.wantsReply && !socket.destroyed) socket.write(formatReply(request, reply));
      }
    }
  } catch (error) {
    // A malformed message or a failed log closes this connection only. A client abort is not logged.
    const { code, message } = error as NodeJS.ErrnoException;
    const gone = code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
    if (!gone) logger.warn(`connection closed: ${message}`);
  } finally {
    socket.destroy();
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Removes expired documents and idle cursors at an interval, until the returned function is called. */
function startSweeper(state: ServerState): () => void {
  const timer = setInterval(() => {
    const now = Date.now();
    state.cursors.sweep(now);
    state.catalog.retryableWrites.sweep(now);
    removeExpired(state.catalog, now);
    state.catalog.commit();
    state.catalog.durable().catch(() => undefined);
  }, sweepIntervalMs);
  return () => {
    clearInterval(timer);
  };
}

/** Starts a server that speaks the MongoDB wire protocol on a loopback address, for local use. */
export async function startMongoServer(options: MongoServerOptions): Promise<MongoServer> {
  const { host = '127.0.0.1', logger = silent } = options;
  const catalog = new Catalog(options.directory, logger, options.compactAboveBytes);
  const state: ServerState = {
    catalog,
    cursors: new Cursors(),
    profiler: new Profiler(catalog),
    address: '',
  };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serve(socket, state, logger);
  });
  let port: number;
  try {
    port = await listen(server, options.port, host);
  } catch (error) {
    await catalog.close();
    throw error;
  }
  state.address = `${host}:${port}`;
  const stopSweeper = startSweeper(state);
  return {
    url: `mongodb://${host}:${port}`,
    port,
    close: async () => {
      stopSweeper();
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await catalog.close();
    },
  };
}
