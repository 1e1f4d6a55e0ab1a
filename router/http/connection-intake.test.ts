import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMetrics } from '../../platform/metrics.ts';
import { createOperationAdmission } from '../guard/operation-admission.ts';
import { createTurns } from '../guard/turns.ts';
import { readConnectionsInTurns } from './connection-intake.ts';

const burst = 60;

/**
 * Opens the connections on a thread of its own and sends a request on each, then wakes the server's thread: by then, all
 * wait to be accepted.
 */
const clients = `
  const { connect } = require('node:net');
  const { parentPort, workerData: { port, addresses, flag } } = require('node:worker_threads');
  const send = (localAddress) => new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress }, () => {
      socket.write('GET /' + localAddress + ' HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n', resolve);
    });
    socket.on('error', () => undefined);
  });
  (async () => {
    for (const address of addresses) await send(address);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
    parentPort.on('message', () => process.exit());
  })();
`;

describe('the intake of connections', () => {
  let server: Server;
  let requests: string[] = [];

  beforeEach(async () => {
    requests = [];
    server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.end();
    });
    const limits = { maxInFlight: 0, maxWaiting: 0, maxWaitMs: 0 };
    const admission = createOperationAdmission(limits, createMetrics('test'));
    readConnectionsInTurns(server, { turns: createTurns(), admission });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('a burst of one address: the connection of another address behind it is read before most of them', async () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const { port } = server.address() as AddressInfo;
    const addresses = [...Array.from({ length: burst }, () => '127.0.0.2'), '127.0.0.3'];
    const worker = new Worker(clients, { eval: true, workerData: { port, addresses, flag } });
    Atomics.wait(flag, 0, 0);
    while (requests.length <= burst) await new Promise(setImmediate);

    expect(requests.indexOf('/127.0.0.3')).toBeLessThan(burst / 2);
    worker.postMessage('end');
  });
});
