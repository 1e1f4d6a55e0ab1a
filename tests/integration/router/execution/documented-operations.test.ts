import { readdirSync, readFileSync } from 'node:fs';
import { Kind, OperationTypeNode, parse } from 'graphql';
import type { TypeNode } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { subgraphs as schemas } from '../../../../schema/subgraphs.ts';
import type { FakeSubgraph } from '../../../kit/fake-subgraph.ts';
import { startMockedSubgraphs } from '../../../kit/mocked-subgraphs.ts';
import { createRendezvous } from '../../../kit/rendezvous.ts';
import type { Rendezvous } from '../../../kit/rendezvous.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

let subgraphs: FakeSubgraph[];
let router: RouterUnderTest;
let rendezvous: Rendezvous | null = null;

beforeAll(async () => {
  subgraphs = await startMockedSubgraphs((field) => rendezvous?.arrive(field) ?? Promise.resolve());
  router = await startRouterUnderTest(subgraphs);
});
afterAll(async () => {
  await router.close();
  await Promise.all(subgraphs.map((subgraph) => subgraph.stop()));
});

/** The documents of the guide, and those of the end-to-end tests. */
function documents(): string[] {
  const guide = readFileSync('docs/first-booking.md', 'utf8');
  const blocks = Array.from(guide.matchAll(/```graphql\n([^]*?)```/g), ([, text = '']) => text);
  const folder = 'tests/e2e/documents/';
  return [...blocks, ...readdirSync(folder).map((file) => readFileSync(folder + file, 'utf8'))];
}

const definitions = schemas.flatMap(({ sdlPath }) => parse(readFileSync(sdlPath, 'utf8')).definitions);

/** A valid value of an input type, with its required fields only. */
function inputOf(type: TypeNode): unknown {
  if (type.kind === Kind.NON_NULL_TYPE) return inputOf(type.type);
  if (type.kind === Kind.LIST_TYPE) return [inputOf(type.type)];
  const name = type.name.value;
  for (const definition of definitions) {
    if (definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === name) {
      return definition.values?.[0]?.name.value;
    }
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && definition.name.value === name) {
      const required = (definition.fields ?? []).filter((field) => field.type.kind === Kind.NON_NULL_TYPE);
      return Object.fromEntries(required.map((field) => [field.name.value, inputOf(field.type)]));
    }
  }
  return name === 'Int' ? 1 : '2027-04-01';
}

/** The requests that an operation causes, by the names of the subgraphs. */
async function requestsOf(document: string, operationName: string, variables = {}): Promise<string> {
  for (const subgraph of subgraphs) subgraph.requests.length = 0;
  await router.ask(document, { operationName, variables });
  return subgraphs.flatMap(({ name, requests }) => requests.map(() => name)).join(' ');
}

describe('requests of documented operations', () => {
  it('each operation asks the subgraphs of its fields, once each where nothing else is needed', async () => {
    const requests: Record<string, string> = {};
    for (const document of documents()) {
      for (const definition of parse(document).definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
        if (definition.operation === OperationTypeNode.SUBSCRIPTION) continue;
        const name = definition.name?.value ?? '';
        const variables = Object.fromEntries(
          (definition.variableDefinitions ?? []).map(({ variable, type }) => [
            variable.name.value,
            inputOf(type),
          ]),
        );
        requests[name] = await requestsOf(document, name, variables);
      }
    }

    expect(requests).toEqual({
      SignUp: 'users',
      SignIn: 'users',
      RefreshSession: 'users',
      Me: 'users',
      UsersWithOrders: 'users orders reservations',
      Hotels: 'reservations',
      Flights: 'reservations',
      Quote: 'reservations',
      QuoteTrip: 'reservations',
      Book: 'reservations',
      BookTrip: 'reservations',
      Reservation: 'users orders reservations',
      CancellationQuote: 'orders reservations',
      Cancel: 'reservations',
      CancelReservation: 'reservations',
      RefundsOfOrder: 'orders',
    });
  });

  it('me { displayName orders reservations }: users, orders and reservations are asked at the same time', async () => {
    rendezvous = createRendezvous(['User.displayName', 'User.orders', 'User.reservations']);
    const { data, errors } = await router.ask(
      '{ me { displayName orders { nodes { id } } reservations { nodes { id } } } }',
    );
    rendezvous = null;

    const nodes = [{ id: 'id_1' }, { id: 'id_1' }];
    expect({ data, errors }).toEqual({
      data: { me: { displayName: 'text', orders: { nodes }, reservations: { nodes } } },
    });
  });
});
