import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { seededRandom, shuffler } from './chance.ts';
import { createStocker } from './inventory.ts';
import { cells, roundsOf, sampleOf } from './matrix.ts';
import type { Round } from './matrix.ts';
import { brokenText, isBroken, matrixText, totalsText } from './print.ts';
import { runRound } from './round.ts';
import type { RoundResult } from './round.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

/** Rows that share a kill. */
const rowsPerRound = 14;
const bookingsPerCell = { sample: 1, all: 2 };
/** Log lines to print with a broken promise. */
const lastLines = 60;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Selects the rounds to run, in an order that derives from the seed. */
function plan({ sample, seed, only, points }: Arguments): Round[] {
  const shuffle = shuffler(seededRandom(seed));
  const wanted = shuffle(
    cells
      .filter(({ victim }) => only === undefined || victim === only)
      .filter(({ row }) => points.length === 0 || points.some((part) => row.name.includes(part))),
  );
  return roundsOf(sample ? sampleOf(wanted, shuffle) : wanted, rowsPerRound);
}

async function run(world: World, rounds: readonly Round[], perCell: number): Promise<RoundResult[]> {
  const stocker = await createStocker(world.databases.reservations);
  const results: RoundResult[] = [];
  for (const [at, round] of rounds.entries()) {
    const startedAt = Date.now();
    const result = await runRound(world, await stocker(at), round, perCell);
    results.push(result);
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
    print(`${at + 1}/${rounds.length} ${round.victim}: ${result.cells.length} cells in ${seconds} s`);
    const broken = brokenText(round.victim, result);
    if (broken.length === 0) continue;
    print(broken.join('\n'));
    print(
      world
        .lastLogLines(lastLines)
        .map((line) => `    ${line}`)
        .join('\n'),
    );
  }
  return results;
}

async function main(given: Arguments): Promise<number> {
  const startedAt = Date.now();
  const rounds = plan(given);
  const { seed } = given;
  print(`crash matrix, seed ${seed}: ${rounds.length} kills`);
  const world = await startWorld();
  try {
    const results = await run(world, rounds, given.sample ? bookingsPerCell.sample : bookingsPerCell.all);
    const wallSeconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
    print(`\n${matrixText(results)}\n\n${totalsText(results)} Seed ${seed}, ${wallSeconds} s in all.`);
    return results.length > 0 && results.every((result) => !isBroken(result)) ? 0 : 1;
  } finally {
    await world.close();
  }
}

let given: Arguments;
try {
  given = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${String(error)}\n${usage}\n`);
  process.exit(64);
}
process.exit(await main(given));
