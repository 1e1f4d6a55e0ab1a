import type { Socket } from 'node:net';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../../platform/log.ts';
import { watchHeartbeats } from '../../../platform/stores/heartbeat-watchdog.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';

/** Parts of the driver that its types do not show. */
interface Driver {
  topology: { s: { servers: ReadonlyMap<string, { monitor: { connection: { socket: Socket } | null } }> } };
}

let stores: Stores;
let client: MongoClient;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
afterEach(() => client.close(true));

async function connect() {
  client = await MongoClient.connect(stores.mongoUrl, {
    ...{ connectTimeoutMS: 200, heartbeatFrequencyMS: 500, serverSelectionTimeoutMS: 100 },
    serverMonitoringMode: 'poll',
  });
  const counts = { started: 0, ended: 0 };
  client.on('serverHeartbeatStarted', () => (counts.started += 1));
  client.on('serverHeartbeatSucceeded', () => (counts.ended += 1));
  client.on('serverHeartbeatFailed', () => (counts.ended += 1));
  return counts;
}

/** Destroys the monitor's socket at the start of a heartbeat: the driver writes to it before it is closed. */
function destroySocketInHeartbeat(): Promise<void> {
  return new Promise((resolve) => {
    client.once('serverHeartbeatStarted', () => {
      for (const { monitor } of (client as unknown as Driver).topology.s.servers.values()) {
        monitor.connection?.socket.destroy();
      }
      resolve();
    });
  });
}

describe('watchHeartbeats', () => {
  it('finds the server again after a heartbeat that never ends', async () => {
    const lines: string[] = [];
    const logger = createLogger('test', 'warn', { write: (line) => void lines.push(line) });
    const counts = await connect();
    watchHeartbeats(client, 1_000, logger);
    await eventually(() => {
      expect(counts.ended).toBeGreaterThan(0);
    });
    await destroySocketInHeartbeat();
    await eventually(() => {
      expect(lines.join()).toContain('MongoDB heartbeat has no result');
    });
    await eventually(() => client.db('admin').command({ ping: 1 }));
    const { ended } = counts;
    await eventually(() => {
      expect(counts.ended).toBeGreaterThan(ended + 1);
    });
  });
});
