import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from './eventually.ts';

interface Message {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A client of `graphql-transport-ws`, message by message. */
export interface RawSocket {
  /** All messages received, oldest first. */
  messages: readonly Message[];
  say(message: Message): void;
  /** Resolves with the first message of this type and id. */
  until(type: string, id?: string): Promise<Message>;
  subscribe(id: string, query: string, variables?: Record<string, unknown>): void;
  complete(id: string): void;
  leave(): Promise<void>;
}

/** Opens an acknowledged socket of an anonymous caller. */
export async function connectSocket(url: string): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const messages: Message[] = [];
  socket.on('message', (data: Buffer) => messages.push(JSON.parse(data.toString()) as Message));
  const say = (message: Message) => {
    socket.send(JSON.stringify(message));
  };
  const until = (type: string, id?: string) =>
    eventually(() => {
      const found = messages.find((message) => message.type === type && message.id === id);
      if (found === undefined) throw new Error(`no ${type} for ${id ?? 'the connection'} yet`);
      return found;
    });
  await once(socket, 'open');
  say({ type: 'connection_init' });
  await until('connection_ack');
  return {
    ...{ messages, say, until },
    subscribe(id, query, variables = {}) {
      say({ type: 'subscribe', id, payload: { query, variables } });
    },
    complete(id) {
      say({ type: 'complete', id });
    },
    async leave() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
