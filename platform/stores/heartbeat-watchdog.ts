import type { MongoClient } from 'mongodb';
import type { Logger } from '../log.ts';

/** Parts of the driver that its types do not show. */
interface Monitor {
  close(): void;
  connect(): void;
}
interface Topology {
  s: { servers: ReadonlyMap<string, { monitor: Monitor | null }> };
}

/**
 * Restarts the driver's monitor of a server whose heartbeat has no result.
 *
 * mongodb 7.8.0 waits without limit for the `drain` event of a socket that is destroyed but not yet closed
 * (`Connection.writeCommand`): a server that dies at that moment is never found again.
 * @param limitMs longer than every heartbeat that ends
 */
export function watchHeartbeats(client: MongoClient, limitMs: number, logger: Logger): void {
  const pending = new Map<string, NodeJS.Timeout>();
  const ended = ({ connectionId: address }: { connectionId: string }) => {
    clearTimeout(pending.get(address));
    pending.delete(address);
  };
  const restart = (address: string) => {
    pending.delete(address);
    logger.warn({ address, limitMs }, 'MongoDB heartbeat has no result, restarting the monitor');
    const { topology } = client as unknown as { topology?: Topology };
    const monitor = topology?.s.servers.get(address)?.monitor;
    monitor?.close();
    monitor?.connect();
  };
  client.on('serverHeartbeatStarted', (event) => {
    ended(event);
    const { connectionId: address } = event;
    pending.set(address, setTimeout(restart, limitMs, address).unref());
  });
  client.on('serverHeartbeatSucceeded', ended);
  client.on('serverHeartbeatFailed', ended);
  client.on('serverClosed', ({ address }) => {
    ended({ connectionId: address });
  });
}
