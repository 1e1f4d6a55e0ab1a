import { startRedis } from '../../../dev/redis.ts';
import type { PrivateRedis } from '../../../dev/redis.ts';
import { testCallers } from '../../kit/subgraph-client.ts';
import { startParcels } from './parcels.ts';
import type { Parcel, Parcels } from './parcels.ts';
import { startRouterUnderTest } from '../../kit/router.ts';
import type { RouterUnderTest } from '../../kit/router.ts';
import { startTokenIssuer } from '../../kit/token-issuer.ts';
import type { TokenIssuer } from '../../kit/token-issuer.ts';
import { subscribe } from '../../kit/subscriber.ts';
import type { Transport, Subscriber } from '../../kit/subscriber.ts';

export const parcelMoved = 'subscription ($id: ID!) { parcelMoved(id: $id) { id state } }';
export const myParcelsMoved = 'subscription { myParcelsMoved { id state } }';

/** A router with everything that subscriptions need, over parcels. */
export interface PostOffice {
  parcels: Parcels;
  issuer: TokenIssuer;
  router: RouterUnderTest;
  /** Watches as somebody, or as nobody, with a token that ends in so many seconds. */
  watching(query: string, options?: { id?: string; as?: string; expiresIn?: number }): Promise<Subscriber>;
  /** Watches a parcel as its owner, and has seen it as it stood. */
  watchingParcel(parcel: Parcel): Promise<Subscriber>;
  /** Ends all that was watched. */
  closeWatchers(): Promise<void>;
  stopRedis(): Promise<void>;
  /** On the port it had, and with nothing in it. */
  startRedis(): Promise<void>;
  /** One more router like it. */
  anotherRouter(): Promise<RouterUnderTest>;
  close(): Promise<void>;
}

export async function openPostOffice(transport: Transport): Promise<PostOffice> {
  const name = 'post-office';
  const callers = await testCallers({ [name]: ['all'] });
  const publicKey = callers.trusted.find((trusted) => trusted.name === name)?.publicKey;
  if (publicKey === undefined) throw new Error('nobody signs');
  let redis: PrivateRedis = await startRedis();
  const issuer = await startTokenIssuer();
  const parcels = await startParcels(redis.url, {
    ...callers,
    trusted: [{ kind: 'router', name, publicKey }],
  });
  const anotherRouter = () =>
    startRouterUnderTest(parcels.all, {
      ...issuer.settings,
      REDIS_URL: redis.url,
      CALLER_NAME: name,
      CALLER_KEY: callers.serviceKeys[name] ?? '',
    });
  const router = await anotherRouter();
  const watchers: Subscriber[] = [];

  const office: PostOffice = {
    ...{ parcels, issuer, router, anotherRouter },
    async watching(query, { id, as, expiresIn = 900 } = {}) {
      const token = as === undefined ? undefined : await issuer.token(as, { expiresIn });
      const operation = { query, ...(id === undefined ? {} : { variables: { id } }) };
      const watcher = subscribe(transport, router.url, operation, token);
      watchers.push(watcher);
      return watcher;
    },
    async watchingParcel(parcel) {
      const watcher = await office.watching(parcelMoved, { id: parcel.id, as: parcel.owner });
      await watcher.states(1);
      return watcher;
    },
    async closeWatchers() {
      await Promise.all(watchers.splice(0).map((watcher) => watcher.close()));
    },
    stopRedis: () => redis.close(),
    async startRedis() {
      redis = await startRedis({ port: redis.port });
    },
    async close() {
      await office.closeWatchers();
      await router.close();
      await parcels.close();
      await issuer.stop();
      await redis.close();
    },
  };
  return office;
}
