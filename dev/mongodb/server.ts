import { createServer, type Server, type Socket } from 'node:net';
import { Catalog } from './catalog.ts';
import type { ServerState } from './commands/call.ts';
import { Cursors } from './cursors.ts';
import { dispatch } from './dispatch.ts';
import { silent, type Logger } from './logger.ts';
import { Profiler } from './profiler.ts';
import { removeExpired } from './ttl.ts';
import { formatReply, MessageBuffer, parseMessage } from './wire.ts';

export interface MongoServerOptions {
  /** 0 takes any free port. */
  port: number;
  host?: string;
  /** Where the log is kept; without it everything is forgotten at the end. */
  directory?: string;
  logger?: Logger;
  /** How often expired documents are removed. MongoDB's default is 60. */
  ttlSleepSeconds?: number;
  /** The smallest log that is worth compacting. */
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
    // A malformed message or a failed log ends this connection only; a client that went away is no event.
    const { code, message } = error as NodeJS.ErrnoException;
    const gone = code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
    if (!gone) logger.warn(`Closed a connection: ${message}`);
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

/** Removes expired documents and idle cursors, at the pace `ttlMonitorSleepSecs` sets, which may change. */
function startSweeper(state: ServerState): () => void {
  let lastAt = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - lastAt < state.ttlSleepSeconds * 1000) return;
    lastAt = now;
    state.cursors.sweep(now);
    if (removeExpired(state.catalog, now) > 0) state.catalog.durable().catch(() => undefined);
  }, 250);
  return () => {
    clearInterval(timer);
  };
}

/** Starts a server for local use that speaks the MongoDB wire protocol on a loopback address. */
export async function startMongoServer(options: MongoServerOptions): Promise<MongoServer> {
  const { host = '127.0.0.1', logger = silent, ttlSleepSeconds = 5 } = options;
  const catalog = new Catalog(options.directory, logger, options.compactAboveBytes);
  const state: ServerState = {
    catalog,
    cursors: new Cursors(),
    profiler: new Profiler(catalog),
    startedAt: Date.now(),
    ttlSleepSeconds,
    opcounters: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    documents: { inserted: 0, returned: 0, updated: 0, deleted: 0 },
    scanned: { keys: 0, documents: 0 },
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
