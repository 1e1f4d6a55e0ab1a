import { setImmediate as nextIteration } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createTurns } from './turns.ts';

/** Takes one turn for each name, in order; a name's first letter is its connection. */
function takeAll(
  turns: ReturnType<typeof createTurns>,
  names: readonly string[],
  run: (name: string) => void,
) {
  const connections = new Map<string, object>();
  for (const name of names) {
    const key = name.charAt(0);
    const connection = connections.get(key) ?? {};
    connections.set(key, connection);
    turns.take(connection, () => {
      run(name);
    });
  }
  return connections;
}

async function untilIdle(isIdle: () => boolean) {
  while (!isIdle()) await nextIteration();
}

describe('turns', () => {
  it('the first task of each connection runs at once', () => {
    const ran: string[] = [];
    takeAll(createTurns(), ['a1', 'a2', 'b1', 'c1'], (name) => ran.push(name));

    expect(ran).toEqual(['a1', 'b1', 'c1']);
  });

  it('tasks that wait alternate between connections, in the order of each', async () => {
    const ran: string[] = [];
    takeAll(createTurns(), ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1', 'c2'], (name) => ran.push(name));
    await untilIdle(() => ran.length === 8);

    expect(ran).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'a4']);
  });

  it('the microtasks of a task run before the next task', async () => {
    const ran: string[] = [];
    takeAll(createTurns(), ['a1', 'a2', 'a3'], (name) => {
      void Promise.resolve()
        .then(() => undefined)
        .then(() => ran.push(name, 'microtask'));
      ran.push(`${name} began`);
    });
    await untilIdle(() => ran.length === 9);

    expect(ran.slice(3)).toEqual(['a2 began', 'a2', 'microtask', 'a3 began', 'a3', 'microtask']);
  });

  it('a connection that comes later does not wait behind a long queue', async () => {
    const ran: string[] = [];
    const turns = createTurns();
    takeAll(
      turns,
      Array.from({ length: 100 }, (_, at) => `a${at}`),
      (name) => ran.push(name),
    );
    await nextIteration();
    expect(ran.length).toBeLessThan(100);

    turns.take({}, () => ran.push('late'));

    expect(ran.at(-1)).toBe('late');
  });

  it('long tasks run one in each iteration of the event loop', async () => {
    let nowMs = 0;
    const ran: string[] = [];
    takeAll(
      createTurns(() => nowMs),
      ['a1', 'b1', 'a2', 'b2', 'a3', 'b3'],
      (name) => {
        nowMs += 100;
        ran.push(name);
      },
    );
    const counts: number[] = [];
    while (ran.length < 6) {
      counts.push(ran.length);
      await nextIteration();
    }

    expect(counts).toEqual(expect.arrayContaining([2, 3, 4, 5]));
  });

  it('a closed connection leaves with its tasks', async () => {
    const ran: string[] = [];
    const turns = createTurns();
    const connections = takeAll(turns, ['a1', 'a2', 'a3', 'b1', 'b2'], (name) => ran.push(name));
    const closed = connections.get('a') ?? {};
    expect(turns.waiting(closed)).toBe(2);

    turns.leave(closed);
    await untilIdle(() => ran.includes('b2'));

    expect(ran).toEqual(['a1', 'b1', 'b2']);
    expect(turns.waiting(closed)).toBe(0);
  });
});
