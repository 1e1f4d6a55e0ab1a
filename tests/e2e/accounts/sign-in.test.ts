import { describe, expect, inject, it } from 'vitest';
import {
  MeDocument,
  RefreshSessionDocument,
  SignInDocument,
  SignUpDocument,
  WatchReservationDocument,
} from '../../generated/documents.ts';
import {
  createGraphClient,
  daysFromNow,
  signInDemoAccount,
  signUpTraveller,
} from '../../kit/graph-client.ts';

const url = inject('routerUrl');
const anybody = createGraphClient(url);

describe('accounts', () => {
  it('sign-up, sign-in and me with the access token', async () => {
    const { email, password, session } = await signUpTraveller(url);
    const { signIn } = await anybody.data(SignInDocument, {
      input: { email: email.toUpperCase(), password },
    });
    expect(signIn).toMatchObject({
      __typename: 'Session',
      user: { id: session.user.id, roles: ['CUSTOMER'] },
    });
    const token = signIn.__typename === 'Session' ? signIn.accessToken : '';
    const { me } = await createGraphClient(url, token).data(MeDocument);
    expect(me).toEqual({ id: session.user.id, email, displayName: 'Somebody New' });
  });

  it('concurrent sign-ups with the same e-mail address create a single account', async () => {
    const input = {
      email: `twin-${Date.now()}@example.com`,
      password: 'a long enough password',
      displayName: 'Twin',
    };
    const twins = await Promise.all([1, 2, 3].map(() => anybody.data(SignUpDocument, { input })));
    const outcomes = twins.map(({ signUp }) => signUp.__typename).toSorted();
    expect(outcomes).toEqual(['EmailTaken', 'EmailTaken', 'Session']);
  });

  it('wrong password and unknown account: the same refusal', async () => {
    const { email } = await signUpTraveller(url);
    const wrong = await anybody.data(SignInDocument, { input: { email, password: 'not the password' } });
    const unknown = await anybody.data(SignInDocument, {
      input: { email: `nobody-${Date.now()}@example.com`, password: 'not the password' },
    });
    expect(wrong.signIn.__typename).toBe('InvalidCredentials');
    expect(unknown).toEqual(wrong);
  });

  it('a refresh token reused within the grace period gets the same successor', async () => {
    const { session } = await signUpTraveller(url);
    const { refreshToken } = session;
    const [first, second] = await Promise.all(
      [1, 2].map(() => anybody.data(RefreshSessionDocument, { refreshToken })),
    );
    const successors = [first, second].map((answer) =>
      answer?.refreshSession.__typename === 'Session' ? answer.refreshSession.refreshToken : answer,
    );
    expect(successors[0]).toEqual(successors[1]);
    expect(successors[0]).not.toBe(refreshToken);
  });
});

describe('demo accounts', () => {
  it.each(['ada', 'grace', 'agent', 'admin'] as const)('%s signs in with the demo password', async (name) => {
    const client = await signInDemoAccount(url, name);
    expect(await client.data(MeDocument)).toMatchObject({ me: { email: `${name}@example.com` } });
  });
});

describe('callers without a valid token', () => {
  it('UNAUTHENTICATED on protected fields, anonymous elsewhere', async () => {
    const { data, errors } = await anybody.send(`{
      me { id }
      flights(origin: "LIS", destination: "CDG", date: "${daysFromNow(450)}") { nodes { id } }
    }`);
    expect(errors).toMatchObject([{ path: ['me'], extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(data).toEqual({ me: null, flights: { nodes: [] } });
  });

  it('UNAUTHENTICATED on owned entities, existing or not', async () => {
    const reservationId = `rsv_${'0'.repeat(20)}_${'0'.repeat(20)}`;
    const { data, errors } = await anybody.send(`{
      user(id: "usr_${'0'.repeat(20)}") { id }
      order(id: "ord_${'0'.repeat(20)}_${'0'.repeat(20)}") { id }
      reservation(id: "${reservationId}") { id }
    }`);
    expect(data).toEqual({ user: null, order: null, reservation: null });
    const codes = errors?.map(({ path, extensions }) => [path?.[0], extensions.code]).toSorted();
    expect(codes).toEqual([
      ['order', 'UNAUTHENTICATED'],
      ['reservation', 'UNAUTHENTICATED'],
      ['user', 'UNAUTHENTICATED'],
    ]);
    for (const transport of ['WebSocket', 'SSE'] as const) {
      const watched = anybody.watch(transport, WatchReservationDocument, { id: reservationId });
      const { value } = await watched.results.next();
      expect(value?.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      await watched.close();
    }
  });

  it('a foreign token: every operation is refused', async () => {
    const { session } = await signUpTraveller(url);
    const [header = '', payload = '', signature = ''] = session.accessToken.split('.');
    const forged = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    for (const token of [
      `${header}.${payload}.${signature.slice(2)}AA`,
      `${forged}.${payload}.`,
      'garbage',
    ]) {
      const answer = await createGraphClient(url, token).send(MeDocument, {});
      expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
      expect(answer.data ?? { me: null }).toEqual({ me: null });
    }
  });
});
