import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { seededRandom, shuffler } from './chance.ts';
import { writeMatrix } from './document.ts';
import { queuesOf, runLane } from './lanes.ts';
import { cells, roundsOf, sampleOf } from './matrix.ts';
import type { Round } from './matrix.ts';
import { columns } from './columns.ts';
import { isBroken, leftOutText, legend, tablesOf, totalsText } from './print.ts';
import type { RoundResult } from './round.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Selects the rounds to run, grouped by the seed. */
function plan({ sample, seed, only, points }: Arguments): Round[] {
  const shuffle = shuffler(seededRandom(seed));
  const wanted = shuffle(
    cells
      .filter(({ column }) => only.length === 0 || only.some((part) => column.name.includes(part)))
      .filter(({ row }) => points.length === 0 || points.some((part) => row.name.includes(part))),
  );
  return roundsOf(sample ? sampleOf(wanted, shuffle) : wanted);
}

async function run(rounds: readonly Round[], patience: number): Promise<RoundResult[]> {
  let done = 0;
  const report = ({ round, cells: some }: RoundResult, seconds: number) => {
    done += 1;
    print(`${done}/${rounds.length} ${round.column.name}: ${some.length} cells in ${seconds.toFixed(1)} s`);
  };
  const lanes = queuesOf(rounds).map((queue) => runLane(queue, patience, { report, print }));
  return (await Promise.all(lanes)).flat();
}

function printMatrix(results: readonly RoundResult[]): void {
  for (const { group, text } of tablesOf(results)) print(`\n${group}\n${text}`);
  print(['', ...legend, ...leftOutText(), ''].join('\n'));
}

async function main(given: Arguments): Promise<number> {
  const startedAt = performance.now();
  const rounds = plan(given);
  const { sample, seed, write, patience } = given;
  print(`crash matrix, seed ${seed}: ${rounds.length} rounds`);
  if (sample) {
    const left = columns.filter(({ onlyWhole }) => onlyWhole).map(({ name }) => name);
    print(`a sample: only a whole run has ${left.join(', ')}`);
  }
  const results = await run(rounds, patience);
  printMatrix(results);
  if (write) await writeMatrix(results, seed);
  const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
  print(`${totalsText(results)}, ${minutes} minutes, seed ${seed}`);
  return results.length > 0 && results.every((result) => !isBroken(result)) ? 0 : 1;
}

let given: Arguments;
try {
  given = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${String(error)}\n${usage}\n`);
  process.exit(64);
}
process.exit(await main(given));
