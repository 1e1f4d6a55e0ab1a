import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { subgraphs } from '../../../schema/subgraphs.ts';
import { UsersWithOrdersDocument } from '../../generated/documents.ts';
import { eventually } from '../../kit/eventually.ts';
import { book, findTrip, untilFinal } from '../../kit/traveller.ts';
import { signInDemoAccount, signUpTraveller } from '../../kit/graph-client.ts';
import type { GraphClient } from '../../kit/graph-client.ts';

const url = inject('routerUrl');
const mongo = new MongoClient(inject('mongoUrl'));
const subgraphNames = subgraphs.map(({ name }) => name);
let agent: GraphClient;

beforeAll(async () => {
  await mongo.connect();
  for (let at = 0; at < 50; at += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, one) => somebodyWithOrders(at + one)));
  }
  agent = await signInDemoAccount(url, 'agent');
});
afterAll(async () => {
  await mongo.close();
});

/** A user with two stays, on dates of its own. */
async function somebodyWithOrders(at: number): Promise<void> {
  const { client } = await signUpTraveller(url);
  const { stays = [] } = await findTrip(client, 26 + at);
  const ids = await Promise.all([book(client, { stays }), book(client, { stays })]);
  await Promise.all(ids.map((id) => untilFinal(client, id)));
}

interface Profiled {
  ns: string;
  command: Record<string, unknown>;
  docsExamined?: number;
}

/** Commands of relays and sweepers, which no operation causes. */
const ownBusiness = /outbox|unpublished|wakeAt|dueAt|endedAt|sessionsEndedAt|relay_leases|system\.profile/;

/** The commands that reach each subgraph's database during some work. */
async function commandsDuring(work: () => Promise<unknown>): Promise<Record<string, Profiled[]>> {
  const databases = subgraphNames.map((name) => mongo.db(`wayfare_${name}`));
  for (const database of databases) {
    await database.command({ profile: 0 });
    await database
      .collection('system.profile')
      .drop()
      .catch(() => undefined);
    await database.command({ profile: 2 });
  }
  await work();
  const counted: Record<string, Profiled[]> = {};
  for (const [at, database] of databases.entries()) {
    await database.command({ profile: 0 });
    const entries = await database
      .collection<Profiled>('system.profile')
      .find({ op: { $in: ['query', 'command', 'getmore'] } })
      .toArray();
    counted[subgraphNames[at] ?? ''] = entries.filter(
      ({ ns, command }) =>
        ('find' in command || 'aggregate' in command || 'getMore' in command) &&
        !ownBusiness.test(ns + JSON.stringify(command['filter'] ?? command['pipeline'])),
    );
  }
  return counted;
}

describe('users { orders { reservation { stays { hotel } } } }', () => {
  it('constant round trips per store for 5 and 50 users, documents examined within the pages', async () => {
    const ask = (first: number) =>
      commandsDuring(() => agent.data(UsersWithOrdersDocument, { first, orders: 1 }));
    const counts = (commands: Record<string, Profiled[]>) =>
      Object.fromEntries(Object.entries(commands).map(([name, { length }]) => [name, length]));
    // Bookings of earlier tests may still send commands of their own: profiles until an operation runs alone.
    const profiled = (first: number) =>
      eventually(async () => {
        const commands = await ask(first);
        expect(counts(commands)).toEqual({ users: 1, orders: 1, reservations: 2 });
        return commands;
      });

    await profiled(5);
    const many = await profiled(50);
    const examined = (many['orders'] ?? []).reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0);
    expect(examined).toBeLessThanOrEqual(50 * (1 + 1));
    expect(examined).toBeGreaterThan(0);
  });

  it('each user has their own orders, newest first, in pages', async () => {
    const { users } = await agent.data(UsersWithOrdersDocument, { first: 50, orders: 2 });
    for (const { orders } of users?.nodes ?? []) {
      expect(orders?.nodes).toHaveLength(2);
      expect(orders?.nodes.map(({ status }) => status)).toEqual(['PAID', 'PAID']);
    }
  });
});
