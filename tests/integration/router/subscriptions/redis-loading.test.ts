import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { notificationChannel } from '../../../../platform/events/channels.ts';
import { createLogger } from '../../../../platform/log.ts';
import { createNotifications } from '../../../../router/subscriptions/notifications.ts';
import { eventually } from '../../../kit/eventually.ts';

const disposables: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const dispose of disposables.splice(0).toReversed()) await dispose();
});

/** As much of a Redis as a subscriber notices, which can be restarted, and then takes its time to load its data. */
async function startLoadingRedis() {
  const sockets = new Set<Socket>();
  let loading = false;
  let askedWhileLoading = 0;
  /** True once the open connection was told that loading has finished. */
  let told = false;
  /** The channels of the connection that stands. */
  let channels = new Set<string>();

  function answer(socket: Socket, [name = '', ...given]: string[]): void {
    switch (name.toLowerCase()) {
      case 'info': {
        if (loading) askedWhileLoading += 1;
        const refused =
          "-ERR Can't execute 'info': only (P|S)SUBSCRIBE / PING / QUIT are allowed in this context\r\n";
        const text = `loading:${loading ? 1 : 0}\r\nloading_eta_seconds:1\r\n`;
        if (channels.size === 0) told = !loading;
        socket.write(channels.size > 0 ? refused : `$${text.length}\r\n${text}\r\n`);
        return;
      }
      case 'subscribe':
        for (const channel of given) {
          channels.add(channel);
          socket.write(`*3\r\n$9\r\nsubscribe\r\n$${channel.length}\r\n${channel}\r\n:${channels.size}\r\n`);
        }
        return;
      case 'ping':
        socket.write('*2\r\n$4\r\npong\r\n$0\r\n\r\n');
        return;
      default:
        socket.write('+OK\r\n');
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    channels = new Set();
    told = false;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const command of commandsIn(data.toString())) answer(socket, command);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  disposables.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    channels: () => [...channels],
    isReady: () => told,
    askedWhileLoading: () => askedWhileLoading,
    restart() {
      loading = true;
      for (const socket of sockets) socket.destroy();
    },
    loaded() {
      loading = false;
    },
  };
}

/** Parses complete RESP commands: arrays of short strings. */
function commandsIn(text: string): string[][] {
  return text
    .split(/^\*\d+\r\n/m)
    .filter((command) => command !== '')
    .map((command) => command.split('\r\n').filter((_line, at) => at % 2 === 1));
}

describe('Redis restart', () => {
  it('a channel subscribed while Redis loads its data receives notifications afterwards', async () => {
    const redis = await startLoadingRedis();
    const notifications = createNotifications({ url: redis.url, logger: createLogger('test', 'silent') });
    disposables.push(() => {
      void notifications.close();
    });
    await eventually(() => {
      expect(notifications.connected).toBe(true);
    });
    redis.restart();
    await eventually(() => {
      expect(redis.askedWhileLoading()).toBeGreaterThan(0);
    });

    const listening = notifications.listen('Parcel:1', {
      notified: () => undefined,
      resumed: () => undefined,
    });
    disposables.push(() => {
      listening.stop();
    });
    redis.loaded();
    await listening.started;
    await eventually(() => {
      expect(redis.isReady()).toBe(true);
      expect(redis.channels()).toEqual([notificationChannel('Parcel:1')]);
    });
  });
});
