import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerHeader } from '../../../platform/caller-assertions.ts';
import { anonymous } from '../../../platform/identity.ts';
import { connectRaw } from '../../kit/raw-http.ts';
import { startWorld } from '../../kit/world.ts';
import type { World } from '../../kit/world.ts';

const body = JSON.stringify({ query: '{ __typename }' });

describe('caller assertions of a subgraph', () => {
  let world: World;
  let origin: string;
  beforeAll(async () => {
    world = await startWorld();
    ({ origin } = await world.startUsers());
  });
  afterAll(() => world.close());

  const assertion = () => world.callers.router.sign(anonymous, 'users', { requestId: 'request-1', body });
  const post = async (header: string, sent: string) => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [callerHeader]: header },
      body: sent,
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const refused = { status: 401, body: { errors: [{ extensions: { code: 'CALLER_REFUSED' } }] } };

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

  it.each([
    ['without an assertion', ''],
    ['with an invalid one', `${callerHeader}: not-a-token\r\n`],
  ])('a request %s: refused before its body arrives', async (_name, header) => {
    const connection = await connectRaw(origin);
    connection.send(
      `POST /graphql HTTP/1.1\r\nHost: users\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n${header}\r\n`,
    );
    expect(await connection.until(/CALLER_REFUSED/)).toMatch(/^HTTP\/1\.1 401 /);
    connection.socket.destroy();
  });
});
