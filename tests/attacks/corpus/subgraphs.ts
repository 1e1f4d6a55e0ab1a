import { generateKeyPairSync, sign } from 'node:crypto';
import { callerHeader, createCallerSigner } from '../../../platform/caller-assertions.ts';
import { anonymous } from '../../../platform/identity.ts';
import type { Attack, Target } from '../attack.ts';
import { flood, outcomeOf, postText } from '../send.ts';

const names = ['users', 'orders', 'reservations'] as const;
const signedBody = JSON.stringify({ query: '{ __typename }' });

/** An assertion of the router for one request, as an attacker between router and subgraph would capture it. */
async function captured({ routerKeys }: Target, audience: string, key = routerKeys.current): Promise<string> {
  const signer = await createCallerSigner({ name: 'router', key });
  return signer.sign(anonymous, audience, { requestId: 'captured', body: signedBody });
}

export const subgraphAttacks: readonly Attack[] = [
  {
    name: 'large bodies without an assertion',
    class: 'subgraphs',
    sends: 'bodies of 3.9 MB straight to each subgraph',
    expected: { refused: ['401 CALLER_REFUSED'], also: ['closed', '413 BAD_REQUEST', '413'] },
    inSample: true,
    run: (target) => {
      const text = JSON.stringify({ query: '{ __typename }', variables: { a: [['x'.repeat(3_900_000)]] } });
      return flood(target, { count: 60, width: 6 }, (index) =>
        postText(target, text, { url: target.subgraphUrls[names[index % 3] ?? 'users'] }),
      );
    },
  },
  {
    name: 'forged assertions',
    class: 'subgraphs',
    sends: 'assertions without a signature, of an unknown key, for another subgraph',
    expected: { refused: ['401 CALLER_REFUSED'] },
    async run(target) {
      const { privateKey } = generateKeyPairSync('ed25519');
      const valid = await captured(target, 'users');
      const [header = '', claims = ''] = valid.split('.');
      const signature = sign(null, Buffer.from(`${header}.${claims}`), privateKey).toString('base64url');
      const unsigned = Buffer.from('{"alg":"none","typ":"wayfare-caller+jwt"}').toString('base64url');
      const forged = [
        `${header}.${claims}.${signature}`,
        `${unsigned}.${claims}.`,
        valid.slice(0, -2),
        'x',
        '',
      ];
      const url = target.subgraphUrls.users;
      for (const assertion of [...forged, await captured(target, 'orders')]) {
        await postText(target, signedBody, { url, headers: { [callerHeader]: assertion } });
      }
    },
  },
  {
    name: 'a withdrawn key of the router',
    class: 'subgraphs',
    sends: 'an assertion by a key that was removed, and one by the next key, as during a rotation',
    expected: { refused: ['401 CALLER_REFUSED'], also: ['200', 'next key'] },
    async run(target) {
      const send = async (name: (typeof names)[number], key: Target['routerKeys']['next']) => {
        const headers = { [callerHeader]: await captured(target, name, key) };
        return postText(target, signedBody, { url: target.subgraphUrls[name], headers });
      };
      for (const name of names) {
        const answer = await send(name, target.routerKeys.next);
        if (target.signal.aborted) return;
        target.count(answer.includes('"data"') ? 'next key' : 'next key refused');
        const withdrawn = await send(name, target.routerKeys.withdrawn);
        if (withdrawn.includes('"data"')) target.count('withdrawn key');
      }
    },
  },
  {
    name: 'a captured assertion with another method',
    class: 'subgraphs',
    sends: "the router's assertion for a POST, with a GET",
    // Subgraphs have no route for it.
    expected: { refused: ['404', '401 CALLER_REFUSED'] },
    async run(target) {
      for (const name of names) {
        const assertion = await captured(target, name);
        const query = encodeURIComponent('{ __typename }');
        const url = `${target.subgraphUrls[name]}?query=${query}`;
        const response = await fetch(url, {
          headers: { [callerHeader]: assertion, 'apollo-require-preflight': 'x' },
        });
        target.count(outcomeOf(response.status, await response.text()));
      }
    },
  },
  {
    name: 'a captured assertion with another body',
    class: 'subgraphs',
    sends: "the router's assertion for one request, with another query",
    expected: { refused: ['401 CALLER_REFUSED'] },
    async run(target) {
      for (const name of names) {
        const headers = { [callerHeader]: await captured(target, name) };
        await postText(target, JSON.stringify({ query: '{ __typename again: __typename }' }), {
          url: target.subgraphUrls[name],
          headers,
        });
      }
    },
  },
];
