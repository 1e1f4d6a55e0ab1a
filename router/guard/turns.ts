/** Lets connections take turns, so that many operations of one connection do not hold the event loop. */
export interface Turns {
  /**
   * Runs the task at once if the connection has had no turn in this iteration of the event loop and no task of it waits.
   * Otherwise the task runs in a later iteration. Connections that wait alternate.
   */
  take(connection: object, task: () => void): void;
  /** Runs the task in a later iteration. */
  wait(connection: object, task: () => void): void;
  waiting(connection: object): number;
  /** Lets this iteration run no task that waits. */
  postpone(): void;
  /** Drops the tasks of a connection that is closed. */
  leave(connection: object): void;
}

/** Tasks may begin for this long in one iteration. Sockets are read and written between two iterations. */
const budgetMs = 2;
const maxTurns = 16;

/** @param now milliseconds on a monotonic clock */
export function createTurns(now: () => number = () => performance.now()): Turns {
  /** The connection with the next turn comes first. */
  const queues = new Map<object, (() => void)[]>();
  /** They have had a turn in this iteration. */
  const served = new Set<object>();
  let waiting = 0;
  let planned = 0;
  let isPostponed = false;

  /** Plans each turn as an immediate of its own: the microtasks of a task run before the next turn. */
  function plan(): void {
    if (planned > 0) return;
    planned = Math.max(1, Math.min(waiting, maxTurns));
    let endsMs: number | null = null;
    const turn = () => {
      planned -= 1;
      const startMs = now();
      if (endsMs === null) {
        served.clear();
        endsMs = isPostponed ? startMs : startMs + budgetMs;
        isPostponed = false;
      }
      if (startMs < endsMs) runNext();
      if (planned === 0 && (waiting > 0 || served.size > 0)) plan();
    };
    for (let left = planned; left > 0; left -= 1) setImmediate(turn);
  }

  function runNext(): void {
    const [next] = queues;
    if (next === undefined) return;
    const [connection, tasks] = next;
    const task = tasks.shift();
    waiting -= 1;
    queues.delete(connection);
    if (tasks.length > 0) queues.set(connection, tasks);
    served.add(connection);
    task?.();
  }

  function wait(connection: object, task: () => void): void {
    const queue = queues.get(connection);
    if (queue === undefined) queues.set(connection, [task]);
    else queue.push(task);
    waiting += 1;
    plan();
  }

  return {
    take(connection, task) {
      if (queues.has(connection) || served.has(connection)) {
        wait(connection, task);
        return;
      }
      served.add(connection);
      plan();
      task();
    },
    wait,
    waiting: (connection) => queues.get(connection)?.length ?? 0,
    postpone() {
      isPostponed = planned > 0;
    },
    leave(connection) {
      waiting -= queues.get(connection)?.length ?? 0;
      queues.delete(connection);
    },
  };
}

/** Resolves when the connection's turn comes. */
export function turnOf(turns: Turns, connection: object): Promise<void> {
  return new Promise((resolve) => {
    turns.take(connection, resolve);
  });
}
