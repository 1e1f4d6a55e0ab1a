import { createResponseReader } from '../router/load/response.ts';
import { createConnections } from './connections.ts';
import type { Connection, Connections } from './connections.ts';
import { fateOf } from './fate.ts';
import type { Fate } from './fate.ts';
import { createRequests } from './requests.ts';
import type { Kind, LoadRequest, Requests, Template } from './requests.ts';

export interface LoadOrder {
  port: number;
  perSecond: number;
  seconds: number;
  patienceMs: number;
  templates: readonly Template[];
}

export interface RequestResult {
  kind: Kind;
  fate: Fate;
  /** From the start of the load until the request was due. */
  dueMs: number;
  /** From then until its end. */
  milliseconds: number;
}

export interface LoadResult {
  results: RequestResult[];
  /** The use of a core by the clients. */
  coreUse: number;
  /** The 99th percentile of the delay between due time and sending. */
  lateMs: number;
  /** Some answers of failed requests. */
  failures: string[];
}

interface Load {
  order: LoadOrder;
  connections: Connections;
  requests: Requests;
  startedMs: number;
  results: RequestResult[];
  failures: string[];
}

const tickMs = 2;
const maxFailures = 3;

/**
 * Sends requests at a fixed rate, whether earlier ones are answered or not: an open loop, as independent clients are.
 * A client that loses patience closes its connection.
 */
export async function runLoad(order: LoadOrder): Promise<LoadResult> {
  const { port, perSecond, seconds, templates } = order;
  const load: Load = {
    ...{ order, results: [], failures: [] },
    connections: createConnections(port, createResponseReader),
    requests: createRequests(templates),
    startedMs: performance.now(),
  };
  const before = process.cpuUsage();
  const lateMs: number[] = [];
  const pending = new Set<Promise<void>>();
  for (let sent = 0; ;) {
    const elapsedMs = performance.now() - load.startedMs;
    if (elapsedMs >= seconds * 1_000) break;
    for (; sent < (elapsedMs / 1_000) * perSecond; sent += 1) {
      const dueMs = (sent / perSecond) * 1_000;
      lateMs.push(performance.now() - load.startedMs - dueMs);
      const ended = send(load, dueMs).finally(() => pending.delete(ended));
      pending.add(ended);
    }
    await new Promise((resolve) => setTimeout(resolve, tickMs));
  }
  const { user, system } = process.cpuUsage(before);
  await Promise.all(pending);
  load.connections.close();
  return {
    ...{ results: load.results, failures: load.failures },
    coreUse: (user + system) / 1_000_000 / seconds,
    lateMs: lateMs.toSorted((a, b) => a - b)[Math.floor(lateMs.length * 0.99)] ?? 0,
  };
}

async function send(load: Load, dueMs: number): Promise<void> {
  const { connections, requests, order, results, startedMs } = load;
  const request = requests.next();
  const connection = connections.take();
  const fate = await ask(load, connection, request, order.patienceMs);
  if (fate === 'answered' || fate === 'refused') connections.keep(connection);
  else connection.socket.destroy();
  results.push({ kind: request.kind, fate, dueMs, milliseconds: performance.now() - startedMs - dueMs });
}

function ask(
  { requests, failures }: Load,
  connection: Connection,
  { kind, bytes, expected }: LoadRequest,
  patienceMs: number,
): Promise<Fate> {
  return new Promise((resolve) => {
    const end = (fate: Fate) => {
      clearTimeout(timer);
      connection.answered = null;
      connection.closed = null;
      resolve(fate);
    };
    const timer = setTimeout(end, patienceMs, 'left');
    connection.answered = ({ status, body }) => {
      const fate = fateOf(status, body, expected);
      if (fate === 'answered') requests.answered(kind, body);
      if (fate === 'failed' && failures.length < maxFailures) {
        failures.push(`${kind}: ${status} ${body.toString().slice(0, 300)}`);
      }
      end(fate);
    };
    connection.closed = () => {
      if (failures.length < maxFailures) failures.push(`${kind}: connection closed`);
      end('failed');
    };
    connection.socket.write(bytes);
  });
}
