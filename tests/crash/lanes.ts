import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createStocker } from './inventory.ts';
import type { Stocker } from './inventory.ts';
import type { Round } from './matrix.ts';
import { brokenText } from './print.ts';
import { runRound } from './round.ts';
import type { RoundResult } from './round.ts';
import { startWorld } from './world.ts';
import type { World, WorldKind } from './world.ts';

/** The rounds that no lane has begun. */
export interface RoundQueue {
  /** The next round; undefined at the end. */
  take(): Round | undefined;
}

/** Log lines to print with a broken promise. */
const lastLines = 60;
/** A round that hangs must not keep a run from its end. */
const roundLimitMs = 360_000;

/**
 * The queues of the lanes that run at once. One lane begins with the pairs, so that few worlds of pairs start, and then
 * shares the longest rounds with a second lane: these mostly wait. Two lanes begin with the shortest rounds: restarts
 * keep a processor busy.
 */
export function queuesOf(rounds: readonly Round[]): RoundQueue[] {
  const pairs = rounds.filter(({ column }) => column.world === 'pairs');
  const others = rounds
    .filter((round) => !pairs.includes(round))
    .toSorted((one, other) => one.column.lastsSeconds - other.column.lastsSeconds);
  const shortest = { take: () => others.shift() ?? pairs.shift() };
  const longest = { take: () => others.pop() ?? pairs.shift() };
  const pairsFirst = { take: () => pairs.shift() ?? others.pop() };
  return [shortest, shortest, longest, pairsFirst];
}

/**
 * Runs the rounds of a queue one after the other, in a world of their own. A broken promise is printed at once, and the
 * next round gets a new world.
 */
export async function runLane(
  queue: RoundQueue,
  patience: number,
  {
    report,
    print,
  }: {
    report: (result: RoundResult, seconds: number) => void;
    print: (text: string) => void;
  },
): Promise<RoundResult[]> {
  const results: RoundResult[] = [];
  const worlds = createWorlds();
  try {
    for (let round = queue.take(); round !== undefined; round = queue.take()) {
      const startedAt = performance.now();
      const result = await runIn(worlds, round, results.length, patience);
      results.push(result);
      report(result, (performance.now() - startedAt) / 1_000);
      const broken = brokenText(result);
      if (broken.length === 0) continue;
      const lines = worlds.lastLogLines(lastLines).map((line) => `    ${line}`);
      const name = round.column.name.replaceAll(' ', '-');
      const path = join(tmpdir(), `wayfare-crash-${process.pid}-${name}-${randomUUID()}.log`);
      await writeFile(path, worlds.lastLogLines(Infinity).join('\n'));
      print([...broken, ...lines, `    all log lines: ${path}`].join('\n'));
      await worlds.discard();
    }
  } finally {
    await worlds.discard();
  }
  return results;
}

async function runIn(worlds: Worlds, round: Round, at: number, patience: number): Promise<RoundResult> {
  try {
    const { world, stock } = await worlds.get(round.column.world);
    const tooLong = delay(roundLimitMs * patience, null, { ref: false }).then(() => {
      throw new Error(`it took longer than ${(roundLimitMs * patience) / 1_000} s`);
    });
    return await Promise.race([runRound(world, await stock(at), round, patience), tooLong]);
  } catch (error) {
    return { round, cells: [], faults: [`the round did not finish: ${String(error)}`] };
  }
}

type Worlds = ReturnType<typeof createWorlds>;

/** The checks read whole collections, which grow with every round. */
const roundsPerWorld = 12;

/** The world of a lane: started when it is needed, replaced where another kind is needed or its stores are large. */
function createWorlds() {
  let current: { kind: WorldKind; world: World; stock: Stocker; rounds: number } | undefined;

  async function discard(): Promise<void> {
    const { world } = current ?? {};
    current = undefined;
    await world?.close();
  }

  return {
    async get(kind: WorldKind) {
      if (current?.kind !== kind || current.rounds === roundsPerWorld) {
        await discard();
        const world = await startWorld(kind);
        current = { kind, world, stock: await createStocker(world.databases.reservations), rounds: 0 };
      }
      current.rounds += 1;
      return current;
    },
    lastLogLines: (count: number) => current?.world.lastLogLines(count) ?? [],
    discard,
  };
}
