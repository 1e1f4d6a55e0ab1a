import { getIntrospectionQuery } from 'graphql';
import type { Attack } from '../attack.ts';
import { connectGraphql, countMessages, flood, leave, post, sendMessage } from '../send.ts';

/** About 1 KB that asks for megabytes. */
function introspectionUnderAliases(aliases: number, salt: number): string {
  const selection =
    '{ types { name fields { name args { name type { name } } type { name ofType { name } } } } }';
  return `{ ${Array.from({ length: aliases }, (_, index) => `a${salt}_${index}: __schema ${selection}`).join(' ')} }`;
}

export const introspectionAttacks: readonly Attack[] = [
  {
    name: 'introspection under aliases',
    class: 'introspection',
    sends: '1 KB with the schema under 29 aliases',
    expected: { refused: ['400 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 60, width: 6 }, () =>
        post(target, { query: introspectionUnderAliases(29, target.unique()) }),
      ),
  },
  {
    name: 'introspection over event streams',
    class: 'introspection',
    sends: '1 KB with the schema under 29 aliases, over event streams',
    expected: { refused: ['200 OPERATION_TOO_LARGE'] },
    run: (target) =>
      flood(target, { count: 60, width: 6 }, () =>
        post(
          target,
          { query: introspectionUnderAliases(29, target.unique()) },
          { url: `${target.routerUrl}/graphql/stream`, headers: { accept: 'text/event-stream' } },
        ),
      ),
  },
  {
    name: 'introspection over one WebSocket',
    class: 'introspection',
    sends: '60 operations with the schema under aliases at once',
    expected: {
      refused: ['next OPERATION_TOO_LARGE', 'error OPERATION_TOO_LARGE', 'close 4429'],
    },
    inSample: true,
    async run(target) {
      const socket = await connectGraphql(target);
      if (socket === null) return;
      countMessages(target, socket);
      for (let index = 0; index < 60; index += 1) {
        const query = introspectionUnderAliases(29, target.unique());
        sendMessage(socket, { id: String(index), type: 'subscribe', payload: { query } });
      }
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      leave(socket);
    },
  },
  {
    name: 'introspection: the whole schema, again and again',
    class: 'introspection',
    sends: "a tool's introspection query under a new operation name each time",
    expected: { answered: ['200'] },
    run: (target) =>
      flood(target, { count: 300, width: 4 }, () => {
        const query = getIntrospectionQuery().replace('IntrospectionQuery', `Q${target.unique()}`);
        return post(target, { query });
      }),
  },
  {
    name: 'introspection: cycles of types',
    class: 'introspection',
    sends: 'types of fields of types of fields, seven levels',
    expected: { refused: ['400 OPERATION_TOO_LARGE', '400 GRAPHQL_VALIDATION_FAILED'] },
    run: (target) => {
      const inner = '{ fields { type '.repeat(7);
      const query = `query Q${target.unique()} { __schema { types ${inner}{ name }${' } }'.repeat(7)} } }`;
      return post(target, { query }).then(() => undefined);
    },
  },
  {
    name: 'INTROSPECTION=false',
    class: 'introspection',
    sends: 'misspelt fields, whose suggestions spell the schema, and requests for the pages',
    expected: { refused: ['400 GRAPHQL_VALIDATION_FAILED'] },
    async run(target) {
      const url = `${target.closedRouterUrl}/graphql`;
      for (const query of [
        '{ hotell(id: "h") { id } }',
        '{ hotel(idd: "h") { id } }',
        '{ __schema { types { name } } }',
      ]) {
        const text = await post(target, { query }, { url });
        if (/did you mean/i.test(text)) target.count('suggestion');
      }
      for (const path of ['/graphql', '/graphiql']) {
        const page = await fetch(`${target.closedRouterUrl}${path}`, { headers: { accept: 'text/html' } });
        if (page.headers.get('content-type')?.includes('text/html') === true) target.count(`page ${path}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    },
  },
];
