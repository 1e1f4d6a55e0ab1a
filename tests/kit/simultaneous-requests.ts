import { connectRaw, rawPost } from './raw-http.ts';
import type { AskOptions, RouterResponse } from './router.ts';

type Operation = Pick<AskOptions, 'variables' | 'operationName' | 'token' | 'headers'> & { query: string };

interface SentRequest {
  response: () => Promise<RouterResponse>;
  /** Closes its connection. */
  abort: () => void;
}

/**
 * Sends operations to a router in this process, each on its own connection, so that one turn of its event loop reads all
 * of them: they are written at once, and no connection waits to be accepted.
 */
export async function sendTogether(url: string, operations: readonly Operation[]): Promise<SentRequest[]> {
  const connections = await Promise.all(operations.map(() => connectRaw(url)));
  await Promise.all(
    connections.map((connection) => {
      connection.send(rawPost({ query: '{ __typename }' }));
      return connection.until(/"__typename"/);
    }),
  );
  return operations.map(({ query, variables, operationName, token, headers = {} }, index) => {
    const connection = connections[index];
    if (connection === undefined) throw new Error('Expected a connection for each operation.');
    const before = connection.received().length;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    connection.send(rawPost({ query, variables, operationName }, { ...headers, ...authorization }));
    return {
      async response() {
        const text = await connection.until(completeResponse(before));
        connection.socket.destroy();
        return responseIn(text.slice(before));
      },
      abort: () => connection.socket.destroy(),
    };
  });
}

/** Matches a JSON response after the given number of characters. */
function completeResponse(before: number): RegExp {
  return new RegExp(`^[^]{${before}}HTTP/1.1 [^]*\\r\\n\\r\\n{[^]*}\\n?$`);
}

function responseIn(text: string): RouterResponse {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const lines = head.split('\r\n').slice(1);
  return {
    ...(JSON.parse(body) as Omit<RouterResponse, 'status' | 'headers'>),
    status: Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length)),
    headers: new Headers(lines.map((line) => line.split(': ', 2) as [string, string])),
  };
}
