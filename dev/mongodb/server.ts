import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Catalog } from './catalog.ts';
import type { ServerState } from './commands/call.ts';
import { Cursors } from './cursors.ts';
import { createDisorder } from './disorder.ts';
import { diskFiles, StorageError, type Files } from './files.ts';
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
  /** Disorders all results without a sort; absent for natural order. */
  unsortedSeed?: number;
  /** The file operations of the log. */
  files?: Files;
  /** Called when the log could not be written. The server has closed its port and all connections by then. */
  onFailure?: (error: Error) => void;
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
    // A malformed message closes this connection only. A client abort is not logged, and a failed log was.
    const { code, message } = error as NodeJS.ErrnoException;
    const gone = code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
    if (!gone && !(error instanceof StorageError)) logger.warn(`connection closed: ${message}`);
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

/** Removes expired documents, sessions and cursors at an interval, until the returned function is called. */
function startSweeper(state: ServerState): () => void {
  const timer = setInterval(() => {
    const now = Date.now();
    state.cursors.sweep(now);
    state.catalog.retryableWrites.sweep(now);
    removeExpired(state.catalog, now);
    state.catalog.commit();
    // A failure of the log stops the server by itself.
    state.catalog.durable().catch(() => undefined);
  }, sweepIntervalMs);
  return () => {
    clearInterval(timer);
  };
}

function openCatalog(options: MongoServerOptions, onFailure: (error: Error) => void): Promise<Catalog> {
  const { directory, logger = silent, compactAboveBytes = 32 * 1024 * 1024, files = diskFiles } = options;
  const { unsortedSeed } = options;
  const disorder = unsortedSeed === undefined ? undefined : createDisorder(unsortedSeed);
  if (directory === undefined) return Promise.resolve(new Catalog(disorder));
  return Catalog.open({ directory, logger, compactAboveBytes, files, onFailure, disorder });
}

/**
 * Starts a server that speaks the MongoDB wire protocol on a loopback address, for local use. When its log cannot be
 * written it fails: it answers no command any more, and closes its port.
 */
export async function startMongoServer(options: MongoServerOptions): Promise<MongoServer> {
  const { host = '127.0.0.1', logger = silent, onFailure } = options;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void serve(socket, state, logger);
  });
  const stopServing = (): void => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const catalog = await openCatalog(options, (error) => {
    logger.error(error.message);
    stopServing();
    onFailure?.(error);
  });
  const state: ServerState = {
    catalog,
    cursors: new Cursors(),
    profiler: new Profiler(catalog),
    address: '',
  };
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
      const closed = server.listening ? once(server, 'close') : undefined;
      stopServing();
      await closed;
      await catalog.close();
    },
  };
}
