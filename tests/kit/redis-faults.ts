import { Redis } from 'ioredis';

/** Ends a fault. */
type Heal = () => Promise<void>;

/** Faults of a real Redis server that keeps running. */
export interface RedisFaults {
  /** Refuses writes that need memory, with `OOM`. */
  full(): Promise<Heal>;
  /** Refuses writes with `READONLY`, as the old primary does after a failover. */
  readOnly(): Promise<Heal>;
  /** Accepts connections and answers nothing: the process is stopped by SIGSTOP. */
  frozen(): Promise<Heal>;
  /** Refuses new connections; those that exist remain. */
  closedToNewClients(): Promise<Heal>;
  /** Heals the remaining faults. */
  close(): Promise<void>;
}

export type RedisFault = Exclude<keyof RedisFaults, 'close'>;

/** @param url of a Redis server on this machine */
export async function openRedisFaults(url: string): Promise<RedisFaults> {
  const admin = new Redis(url, { maxRetriesPerRequest: null });
  const pid = Number(/process_id:(\d+)/.exec(await admin.info('server'))?.[1]);
  const [, maxClients = ''] = (await admin.config('GET', 'maxclients')) as string[];
  const open = new Set<Heal>();

  function healOnce(heal: () => Promise<unknown>): Heal {
    const once = async () => {
      if (open.delete(once)) await heal();
    };
    open.add(once);
    return once;
  }

  return {
    async full() {
      await admin.config('SET', 'maxmemory', '1');
      return healOnce(() => admin.config('SET', 'maxmemory', '0'));
    },
    async readOnly() {
      // No server listens there, so that the data stay.
      await admin.replicaof('127.0.0.1', 1);
      return healOnce(() => admin.replicaof('NO', 'ONE'));
    },
    frozen() {
      process.kill(pid, 'SIGSTOP');
      return Promise.resolve(
        healOnce(() => {
          process.kill(pid, 'SIGCONT');
          return Promise.resolve();
        }),
      );
    },
    async closedToNewClients() {
      await admin.config('SET', 'maxclients', '1');
      return healOnce(() => admin.config('SET', 'maxclients', maxClients));
    },
    async close() {
      for (const heal of [...open]) await heal();
      admin.disconnect();
    },
  };
}
