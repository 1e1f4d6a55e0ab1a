import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerHeader } from '../../../platform/caller-assertions.ts';
import { subgraphs } from '../../../schema/subgraphs.ts';
import type { SubgraphName } from '../../../schema/subgraphs.ts';
import { anonymous } from '../../../platform/identity.ts';
import { connectRaw } from '../../kit/raw-http.ts';
import { startWorld } from '../../kit/world.ts';
import type { World } from '../../kit/world.ts';

const body = JSON.stringify({ query: '{ __typename }' });

const starts: Readonly<Record<SubgraphName, (world: World) => Promise<{ origin: string }>>> = {
  users: (world) => world.startUsers(),
  orders: (world) => world.startOrders(),
  reservations: (world) => world.startReservations(),
};

describe.each(subgraphs)('caller assertions of $name', ({ name }) => {
  let world: World;
  let origin: string;
  beforeAll(async () => {
    world = await startWorld();
    ({ origin } = await starts[name](world));
  });
  afterAll(() => world.close());

  const assertion = () => world.callers.router.sign(anonymous, name, { requestId: 'request-1', body });
  const post = async (header: string, sent: string, contentType = 'application/json') => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': contentType, [callerHeader]: header },
      body: sent,
    });
    const challenge = response.headers.get('www-authenticate');
    return { status: response.status, challenge, body: (await response.json()) as unknown };
  };
  const refused = {
    status: 401,
    challenge: 'Wayfare-Caller realm="wayfare"',
    body: { errors: [{ extensions: { code: 'CALLER_REFUSED' } }] },
  };

  it('a captured assertion: refused with another body', async () => {
    const captured = assertion();
    expect(await post(captured, body)).toMatchObject({ status: 200 });
    expect(await post(captured, JSON.stringify({ query: '{ users { nodes { id } } }' }))).toMatchObject(
      refused,
    );
    expect(await post(captured, `${body} `)).toMatchObject(refused);
  });

  it('a body that is no JSON: refused before it is parsed', async () => {
    expect(await post(assertion(), '{ not JSON')).toMatchObject(refused);
  });

  it('a body of another type than JSON: refused before it is read as one', async () => {
    expect(await post('not-a-token', 'query=x', 'application/x-www-form-urlencoded')).toMatchObject(refused);
  });

  it.each([
    ['without an assertion', ''],
    ['with an invalid one', `${callerHeader}: not-a-token\r\n`],
  ])('a request %s: refused before its body arrives', async (_name, header) => {
    const connection = await connectRaw(origin);
    connection.send(
      `POST /graphql HTTP/1.1\r\nHost: ${name}\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n${header}\r\n`,
    );
    const answer = await connection.until(/CALLER_REFUSED/);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toMatch(/^www-authenticate: Wayfare-Caller realm="wayfare"\r$/im);
    connection.socket.destroy();
  });
});
