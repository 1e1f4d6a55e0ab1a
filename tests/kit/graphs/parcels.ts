import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { Redis } from 'ioredis';
import { notificationChannel } from '../../../platform/events/channels.ts';
import { createCallerVerifier } from '../../../platform/caller-assertions.ts';
import type { Caller } from '../../../platform/identity.ts';
import type { TestCallers } from '../subgraph-client.ts';
import { startFakeSubgraph } from '../fake-subgraph.ts';
import type { FakeSubgraph, RequestContext } from '../fake-subgraph.ts';

export interface Parcel {
  id: string;
  /** The user who may read it; `nobody` makes it public. */
  owner: string;
  /** Its state at each version, from 1. */
  states: string[];
  /** Versions with expired snapshots. */
  expiredVersions: Set<number>;
}

/** A graph with event-driven subscriptions: `parcels` owns the entity, `scales` contributes a field to it. */
export interface Parcels {
  all: (FakeSubgraph | { name: string; typeDefs: string; url: string })[];
  owner: FakeSubgraph;
  scales: FakeSubgraph;
  /** Creates a parcel, at version 1. */
  create(owner: string): Parcel;
  /** Raises its version without publishing an event. */
  update(parcel: Parcel, state: string): number;
  /** Publishes the notification of a version, as a relay does. */
  publish(parcel: Parcel, version?: number): Promise<void>;
  /** The number of Redis subscribers of a channel. */
  subscriberCount(channel: string): Promise<number>;
  /** The snapshot keys that the router fetched, in order. */
  fetchedSnapshots(): string[];
  close(): Promise<void>;
}

const parcelId = /^pcl_[0-9a-f-]+$/;

export async function startParcels(redisUrl: string, callers: TestCallers): Promise<Parcels> {
  const parcels = new Map<string, Parcel>();
  const verifier = await createCallerVerifier({ audience: 'parcels', trusted: callers.trusted });
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);

  async function resolve(key: string, { headers }: RequestContext) {
    const { caller } = await verifier.verify(headers['x-wayfare-caller'] as string, 'POST');
    const [id = '', version] = key.split('@');
    if (!parcelId.test(id)) {
      throw new GraphQLError(`id: expected a parcel's id, got "${id}".`, {
        extensions: { code: 'BAD_USER_INPUT', field: 'id' },
      });
    }
    const parcel = parcels.get(id);
    if (parcel === undefined || !canRead(caller, parcel)) return null;
    const at = version === undefined ? parcel.states.length : Number(version);
    if (parcel.expiredVersions.has(at) || at > parcel.states.length) return null;
    return { id, version: at, state: parcel.states[at - 1] };
  }

  const owner = await startFakeSubgraph({
    name: 'parcels',
    typeDefs: `
      type Parcel @key(fields: "id") @key(fields: "snapshot") {
        id: ID! snapshot: ID! @inaccessible state: String! version: Int!
      }
      type Query { parcel(id: ID!): Parcel }`,
    resolvers: {
      Query: {
        parcel: (_: unknown, { id }: { id: string }, context: RequestContext) => resolve(id, context),
      },
      Parcel: {
        __resolveReference: ({ id, snapshot }: { id?: string; snapshot?: string }, context: RequestContext) =>
          resolve(snapshot ?? id ?? '', context),
      },
    },
  });
  const scales = await startFakeSubgraph({
    name: 'scales',
    typeDefs: 'type Parcel @key(fields: "id") { id: ID! grams: Int }',
    resolvers: { Parcel: { grams: () => 500 } },
  });
  const events = {
    name: 'events',
    url: 'http://events.invalid',
    typeDefs: `
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@composeDirective"])
        @link(url: "https://wayfare.dev/events/v1.0", import: ["@eventSource"])
        @composeDirective(name: "@eventSource")
      directive @eventSource(channel: String!, entity: String) on FIELD_DEFINITION
      type Parcel @key(fields: "snapshot", resolvable: false) { snapshot: ID! @inaccessible }
      type Subscription {
        parcelMoved(id: ID!): Parcel! @eventSource(channel: "Parcel:{args.id}", entity: "{args.id}")
        myParcelsMoved: Parcel! @eventSource(channel: "User:{caller.id}:Parcel")
      }`,
  };

  return {
    all: [owner, scales, events],
    ...{ owner, scales },
    create(of) {
      const parcel = {
        id: `pcl_${randomUUID()}`,
        owner: of,
        states: ['SENT'],
        expiredVersions: new Set<number>(),
      };
      parcels.set(parcel.id, parcel);
      return parcel;
    },
    update: ({ states }, state) => states.push(state),
    async publish({ id, owner: of, states }, version = states.length) {
      const notification = JSON.stringify({ id, version });
      await redis.publish(notificationChannel(`Parcel:${id}`), notification);
      await redis.publish(notificationChannel(`User:${of}:Parcel`), notification);
    },
    async subscriberCount(channel) {
      const [, count] = (await redis.pubsub('NUMSUB', notificationChannel(channel))) as [string, number];
      return count;
    },
    fetchedSnapshots: () =>
      owner.requests.flatMap(({ variables }) =>
        ((variables['representations'] ?? []) as { snapshot?: string }[]).flatMap(
          ({ snapshot }) => snapshot ?? [],
        ),
      ),
    async close() {
      redis.disconnect();
      await Promise.all([owner.stop(), scales.stop()]);
    },
  };
}

function canRead(caller: Caller, { owner }: Parcel): boolean {
  return owner === 'nobody' || (caller.kind === 'user' && caller.userId === owner);
}
