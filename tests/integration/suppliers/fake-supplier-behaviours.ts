import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A call at the fake supplier. */
export interface TakenCall {
  reservationId: string;
  /** Performs the call and returns its answer. */
  act: () => object;
  socket: Socket;
  response: ServerResponse;
  /** The authorization header. */
  token: string | undefined;
  /** Runs an action at the next `deliver`. */
  keep: (later: () => void) => void;
  /** Sends bytes before the answer to the next call on this connection. */
  owe: (again: string) => void;
}

const send = ({ response }: TakenCall, status: number, body: unknown) =>
  void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
const answer = (call: TakenCall) => {
  send(call, 200, call.act());
};

/** The answer, and the whole HTTP response with it. */
function twice(call: TakenCall): { text: string; again: string } {
  const text = JSON.stringify(call.act());
  return { text, again: `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}` };
}

export type Behaviour = keyof typeof behaviours;

/** The behaviours of the fake supplier. */
export const behaviours = {
  well: answer,
  delayed(call: TakenCall) {
    call.keep(() => {
      answer(call);
    });
  },
  /** Waits until the caller has closed the connection. */
  'does it after the timeout'(call: TakenCall) {
    call.socket.once('close', () => {
      answer(call);
    });
  },
  'does it, and never answers': (call: TakenCall) => void call.act(),
  'never answers': () => undefined,
  'does it, and fails'(call: TakenCall) {
    call.act();
    send(call, 500, { error: 'broken' });
  },
  fails: (call: TakenCall) => {
    send(call, 500, { error: 'broken' });
  },
  'does it, and drops the answer half way'({ act, response, socket }: TakenCall) {
    const text = JSON.stringify(act());
    response.writeHead(200, { 'content-length': text.length });
    response.write(text.slice(0, text.length / 2), () => socket.destroy());
  },
  'does it, and hangs up'({ act, socket }: TakenCall) {
    act();
    socket.destroy();
  },
  'hangs up': ({ socket }: TakenCall) => void socket.destroy(),
  'answers twice'(call: TakenCall) {
    const { text, again } = twice(call);
    call.response.end(text, () => call.socket.write(again));
  },
  'answers the next call too'(call: TakenCall) {
    const { text, again } = twice(call);
    call.owe(again);
    call.response.end(text);
  },
  /** A network that repeats the request. */
  'does it twice'(call: TakenCall) {
    call.act();
    answer(call);
  },
  'answers with a web page': (call: TakenCall) => {
    send(call, 200, '<html><body>Welcome to the hotel supplier!</body></html>');
  },
  'answers with no JSON': (call: TakenCall) => {
    send(call, 200, '{"outcome": "held"');
  },
  'answers with wrong types': (call: TakenCall) => {
    send(call, 200, { reservationId: call.reservationId, outcome: ['held'], lines: 'all of them' });
  },
  'answers with an unknown outcome': (call: TakenCall) => {
    send(call, 200, { reservationId: call.reservationId, outcome: 'perhaps' });
  },
  'does it, and answers about another reservation': (call: TakenCall) => {
    send(call, 200, { ...call.act(), reservationId: 'rsv_another' });
  },
  'answers about an unknown line': (call: TakenCall) => {
    send(call, 200, { reservationId: call.reservationId, outcome: 'sold_out', lineId: 'stay-99' });
  },
  'does it, and answers without end': (call: TakenCall) => {
    send(call, 200, { ...call.act(), comment: 'x'.repeat(100_000) });
  },
  'says that nothing is held': (call: TakenCall) => {
    send(call, 200, { reservationId: call.reservationId, outcome: 'nothing_held' });
  },
  'refuses the call': (call: TakenCall) => {
    send(call, 422, { error: 'not with us' });
  },
  'echoes the token': (call: TakenCall) => {
    send(call, 500, `you sent ${call.token ?? 'none'}`);
  },
};
