import type { JWTPayload } from 'jose';
import { startRedis } from '../../../dev/redis.ts';
import type { PrivateRedis } from '../../../dev/redis.ts';
import { testCallers } from '../subgraph-client.ts';
import { startParcels } from './parcels.ts';
import type { Parcel, Parcels } from './parcels.ts';
import { startRouterUnderTest } from '../router.ts';
import type { RouterUnderTest } from '../router.ts';
import { startTokenIssuer } from '../token-issuer.ts';
import type { TokenIssuer } from '../token-issuer.ts';
import { subscribe } from '../subscriber.ts';
import type { Transport } from '../stream-client.ts';
import type { Subscriber } from '../subscriber.ts';

export const parcelMoved = 'subscription ($id: ID!) { parcelMoved(id: $id) { id state } }';
export const myParcelsMoved = 'subscription { myParcelsMoved { id state } }';

/** A router over the parcels graph, with Redis and a token issuer. */
export interface SubscriptionStack {
  parcels: Parcels;
  issuer: TokenIssuer;
  router: RouterUnderTest;
  /** Of each of its routers. */
  routerSettings: Record<string, string>;
  /**
   * @param options.as the user; anonymous where left out
   * @param options.expiresIn the token's lifetime in seconds
   * @param options.claims of the token
   */
  subscribe(
    query: string,
    options?: { id?: string; as?: string; expiresIn?: number; claims?: JWTPayload },
  ): Promise<Subscriber>;
  /** Subscribes to a parcel as its owner and reads the initial state. */
  subscribeToParcel(parcel: Parcel): Promise<Subscriber>;
  closeSubscribers(): Promise<void>;
  stopRedis(): Promise<void>;
  /** Starts an empty Redis on the same port. */
  startRedis(): Promise<void>;
  /** Starts a second router. @param settings besides those of the first */
  anotherRouter(settings?: Record<string, string>): Promise<RouterUnderTest>;
  close(): Promise<void>;
}

export async function startSubscriptionStack(transport: Transport): Promise<SubscriptionStack> {
  const name = 'router-under-test';
  const callers = await testCallers({ [name]: ['all'] });
  const publicKey = callers.trusted.find((trusted) => trusted.name === name)?.publicKey;
  if (publicKey === undefined) throw new Error(`There is no key for ${name}.`);
  let redis: PrivateRedis = await startRedis();
  const issuer = await startTokenIssuer();
  const parcels = await startParcels(redis.url, {
    ...callers,
    trusted: [{ kind: 'router', name, publicKey }],
  });
  const routerSettings = {
    ...issuer.settings,
    REDIS_URL: redis.url,
    CALLER_NAME: name,
    CALLER_KEY: callers.serviceKeys[name] ?? '',
  };
  const anotherRouter = (settings: Record<string, string> = {}) =>
    startRouterUnderTest(parcels.all, { ...routerSettings, ...settings });
  const router = await anotherRouter();
  const subscribers: Subscriber[] = [];

  const stack: SubscriptionStack = {
    ...{ parcels, issuer, router, routerSettings, anotherRouter },
    async subscribe(query, { id, as, expiresIn = 900, claims = {} } = {}) {
      const token = as === undefined ? undefined : await issuer.token(as, { expiresIn, claims });
      const operation = { query, ...(id === undefined ? {} : { variables: { id } }) };
      const subscriber = subscribe(transport, router.url, operation, token);
      subscribers.push(subscriber);
      return subscriber;
    },
    async subscribeToParcel(parcel) {
      const subscriber = await stack.subscribe(parcelMoved, { id: parcel.id, as: parcel.owner });
      await subscriber.states(1);
      return subscriber;
    },
    async closeSubscribers() {
      await Promise.all(subscribers.splice(0).map((subscriber) => subscriber.close()));
    },
    stopRedis: () => redis.close(),
    async startRedis() {
      redis = await startRedis({ port: redis.port });
    },
    async close() {
      await stack.closeSubscribers();
      await router.close();
      await parcels.close();
      await issuer.stop();
      await redis.close();
    },
  };
  return stack;
}
