import { once } from 'node:events';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/** A process of the harness that takes orders and answers each with a message. */
export interface Helper<Order, Answer> {
  readonly pid: number;
  /** @throws Error where the process exits instead of answering */
  ask(order: Order): Promise<Answer>;
  /** Kills the process, and with it all of its connections. */
  stop(): Promise<void>;
}

/** Starts a program of this folder; resolves once it has said that it is ready. */
export async function startHelper<Order extends object | string, Answer>(
  program: URL,
  args: readonly string[] = [],
): Promise<Helper<Order, Answer>> {
  const child = fork(program, [...args], { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  const exited = once(child, 'exit');
  await nextMessage(child);
  return {
    pid: child.pid ?? 0,
    async ask(order) {
      const answer = nextMessage<Answer>(child);
      child.send(order);
      return answer;
    },
    async stop() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function nextMessage<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = () => {
      reject(new Error(`the process ${child.spawnargs.join(' ')} ended`));
    };
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Answer);
    });
  });
}

/** In such a program: says that it is ready, and answers each order. */
export function answerOrders(answer: (order: never) => unknown): void {
  process.on('message', (order) => {
    void Promise.resolve(answer(order as never)).then((message) => process.send?.(message));
  });
  process.once('disconnect', () => process.exit());
  process.send?.('ready');
}
