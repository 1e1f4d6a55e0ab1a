import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { Redis } from 'ioredis';
import { wakeChannel } from '../../../platform/events/channels.ts';
import { createCallerVerifier } from '../../../platform/identity.ts';
import type { Caller } from '../../../platform/identity.ts';
import type { TestCallers } from '../../kit/subgraph-client.ts';
import { startFakeSubgraph } from '../../kit/fake-subgraph.ts';
import type { FakeSubgraph, RequestContext } from '../../kit/fake-subgraph.ts';

export interface Parcel {
  id: string;
  owner: string;
  /** Its state at each version, from 1. */
  states: string[];
  /** Versions whose snapshots are kept no longer. */
  gone: Set<number>;
}

/** An owner of parcels, whom events tell of, as a subgraph of Wayfare's is; and a second subgraph that joins to them. */
export interface Parcels {
  all: (FakeSubgraph | { name: string; typeDefs: string; url: string })[];
  owner: FakeSubgraph;
  scales: FakeSubgraph;
  /** A new parcel, at version 1. */
  send(owner: string): Parcel;
  /** Its next version, of which nobody is told. */
  move(parcel: Parcel, state: string): number;
  /** Tells subscribers of a version, as a relay does. */
  tell(parcel: Parcel, version?: number): Promise<void>;
  /** How many listen to a channel. */
  listeners(channel: string): Promise<number>;
  /** Snapshot keys that the owner was asked for, in order. */
  asked(): string[];
  close(): Promise<void>;
}

const parcelId = /^pcl_[0-9a-f-]+$/;

export async function startParcels(redisUrl: string, callers: TestCallers): Promise<Parcels> {
  const parcels = new Map<string, Parcel>();
  const verifier = await createCallerVerifier({ audience: 'parcels', trusted: callers.trusted });
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);

  async function resolve(key: string, { headers }: RequestContext) {
    const { caller } = await verifier.verify(headers['x-wayfare-caller'] as string);
    const [id = '', version] = key.split('@');
    if (!parcelId.test(id)) {
      throw new GraphQLError(`id: expected a parcel's id, got "${id}".`, {
        extensions: { code: 'BAD_USER_INPUT', field: 'id' },
      });
    }
    const parcel = parcels.get(id);
    if (parcel === undefined || !maySee(caller, parcel)) return null;
    const at = version === undefined ? parcel.states.length : Number(version);
    if (parcel.gone.has(at) || at > parcel.states.length) return null;
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
    send(of) {
      const parcel = { id: `pcl_${randomUUID()}`, owner: of, states: ['SENT'], gone: new Set<number>() };
      parcels.set(parcel.id, parcel);
      return parcel;
    },
    move: ({ states }, state) => states.push(state),
    async tell({ id, owner: of, states }, version = states.length) {
      const wakeUp = JSON.stringify({ id, version });
      await redis.publish(wakeChannel(`Parcel:${id}`), wakeUp);
      await redis.publish(wakeChannel(`User:${of}:Parcel`), wakeUp);
    },
    async listeners(channel) {
      const [, count] = (await redis.pubsub('NUMSUB', wakeChannel(channel))) as [string, number];
      return count;
    },
    asked: () =>
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

/** A parcel of nobody's is everybody's. */
function maySee(caller: Caller, { owner }: Parcel): boolean {
  return owner === 'nobody' || (caller.kind === 'user' && caller.userId === owner);
}
