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

/** Rounds that run one after the other, in a world of their own. */
export type Lane = readonly Round[];

/** Log lines to print with a broken promise. */
const lastLines = 60;
/** A round that hangs must not keep a run from its end. */
const roundLimitMs = 360_000;
/** About the time of a round besides its disturbance. */
const roundSeconds = 8;

/**
 * Deals rounds out to three lanes of about the same length. The kills share a lane: restarts keep a processor busy, while the
 * other lanes mostly wait.
 */
export function lanesOf(rounds: readonly Round[]): Lane[] {
  const isKill = ({ column }: Round) => column.group === 'killed';
  const isOfPairs = ({ column }: Round) => column.world === 'pairs';
  const seconds = (lane: Lane) =>
    lane.reduce((sum, { column }) => sum + column.lastsSeconds + roundSeconds, 0);
  // A lane starts a new world where the kind changes, so that all rounds of pairs stand together.
  const lanes: Round[][] = [rounds.filter(isKill), rounds.filter(isOfPairs), []];
  rounds
    .filter((round) => !isKill(round) && !isOfPairs(round))
    .toSorted((one, other) => other.column.lastsSeconds - one.column.lastsSeconds)
    .forEach((round) => lanes.toSorted((one, other) => seconds(one) - seconds(other))[0]?.push(round));
  return lanes.filter((lane) => lane.length > 0);
}

/** Runs the rounds of a lane. A broken promise is printed at once, and the next round gets a new world. */
export async function runLane(
  lane: Lane,
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
    for (const [at, round] of lane.entries()) {
      const startedAt = performance.now();
      const result = await runIn(worlds, round, at, patience);
      results.push(result);
      report(result, (performance.now() - startedAt) / 1_000);
      const broken = brokenText(result);
      if (broken.length === 0) continue;
      const lines = worlds.lastLogLines(lastLines).map((line) => `    ${line}`);
      const path = join(
        tmpdir(),
        `wayfare-crash-${process.pid}-${round.column.name.replaceAll(' ', '-')}-${at}.log`,
      );
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

/** The world of a lane: started when it is needed, and replaced where another kind is needed. */
function createWorlds() {
  let current: { kind: WorldKind; world: World; stock: Stocker } | undefined;

  async function discard(): Promise<void> {
    const { world } = current ?? {};
    current = undefined;
    await world?.close();
  }

  return {
    async get(kind: WorldKind) {
      if (current?.kind === kind) return current;
      await discard();
      const world = await startWorld(kind);
      current = { kind, world, stock: await createStocker(world.databases.reservations) };
      return current;
    },
    lastLogLines: (count: number) => current?.world.lastLogLines(count) ?? [],
    discard,
  };
}
