import { once } from 'node:events';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server on a free port of 127.0.0.1, which keeps its port over stops and starts. */
export interface TestHttpServer {
  /** As `http://127.0.0.1:4001`. */
  readonly origin: string;
  start(): Promise<void>;
  /** Stops listening and resets every open connection, as the death of a process does. May be called twice. */
  stop(): Promise<void>;
}

/** Starts a server. @param listener an error that it throws resets the connection of its request */
export async function startHttpServer(
  listener: (...args: Parameters<RequestListener>) => void | Promise<void>,
): Promise<TestHttpServer> {
  let server: Server | undefined;
  let port = 0;
  async function handle(...[request, response]: Parameters<RequestListener>): Promise<void> {
    try {
      await listener(request, response);
    } catch {
      request.socket.destroy();
    }
  }
  const running: TestHttpServer = {
    get origin() {
      return `http://127.0.0.1:${port}`;
    },
    async start() {
      server = createServer((request, response) => void handle(request, response));
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      ({ port } = server.address() as AddressInfo);
    },
    async stop() {
      if (server?.listening !== true) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  await running.start();
  return running;
}
