import { describe, expect, inject, it } from 'vitest';
import { MeDocument, WatchMyReservationsDocument } from '../../generated/documents.ts';
import { createGraphClient, signInDemoAccount, signUpTraveller } from '../../kit/graph-client.ts';
import type { GraphClient } from '../../kit/graph-client.ts';
import { eventually } from '../../kit/eventually.ts';
import { transports } from '../../kit/stream-client.ts';

const url = inject('routerUrl');

/** Runs the action, and waits until the client's access token and live streams have ended. */
async function expectEnd(client: GraphClient, action: () => Promise<unknown>): Promise<void> {
  const streams = transports.map((transport) => client.watch(transport, WatchMyReservationsDocument));
  const results = streams.map((stream) => stream.results.next());
  await action();
  // The promise of the product, not of this machine.
  await eventually(
    async () => {
      expect((await client.send(MeDocument)).errors).toMatchObject([
        { extensions: { code: 'UNAUTHENTICATED' } },
      ]);
    },
    { timeoutMs: 5_000 },
  );
  for (const result of results) {
    expect((await result).value?.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  }
  for (const stream of streams) await stream.close();
}

describe('access tokens and streams end', () => {
  it('at sign-out, and another session lives on', async () => {
    const { client, session, email, password } = await signUpTraveller(url);
    const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { ... on Session { accessToken } } }`;
    const { data } = await createGraphClient(url).send(signIn, { input: { email, password } });
    const { accessToken } = (data as { signIn: { accessToken: string } }).signIn;

    await expectEnd(client, () =>
      client.send('mutation ($token: String!) { signOut(refreshToken: $token) }', {
        token: session.refreshToken,
      }),
    );

    expect((await createGraphClient(url, accessToken).send(MeDocument)).errors).toBeUndefined();
  });

  it('when the password changes, except the new session', async () => {
    const { client, password } = await signUpTraveller(url);
    let newToken = '';
    await expectEnd(client, async () => {
      const { data } = await client.send(
        'mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ... on Session { accessToken } } }',
        { input: { currentPassword: password, newPassword: 'another long secret' } },
      );
      newToken = (data as { changePassword: { accessToken: string } }).changePassword.accessToken;
    });
    expect((await createGraphClient(url, newToken).send(MeDocument)).errors).toBeUndefined();
  });

  it('when an admin suspends the account', async () => {
    const { client, session } = await signUpTraveller(url);
    const admin = await signInDemoAccount(url, 'admin');
    await expectEnd(client, async () => {
      const { data } = await admin.send(
        'mutation ($input: SetUserActiveInput!) { setUserActive(input: $input) { ... on UserActivitySet { user { isActive } } } }',
        { input: { id: session.user.id, isActive: false } },
      );
      expect(data).toEqual({ setUserActive: { user: { isActive: false } } });
    });
  });
});
