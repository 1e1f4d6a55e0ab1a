import { parseArgs } from 'node:util';
import { tableText } from '../layout.ts';
import { describeRun } from '../run.ts';
import { findSustainable, measure } from './measure.ts';
import type { Plan } from './measure.ts';
import { tablesOf, writeReport } from './report.ts';
import type { Report } from './report.ts';
import { startWorld } from './world.ts';
import type { World } from './world.ts';

const usage = `npm run bench:overload -- [--quick] [--compare] [--rate <number>] [--out <directory>]
  --quick    a short trial with rough figures, written only with --out
  --compare  measures a stack without the limits of overload as well
  --rate     the sustainable rate, instead of looking for it
  --out      directory for overload.md, overload.json and overload.svg (bench/results)`;

/** Every operation begins at once. */
const withoutAdmission = { LIMIT_IN_FLIGHT: '0', LIMIT_WAITING: '0', LIMIT_WAIT_MS: '0' };
const patienceMs = 2_000;
const thorough: Plan = { calibrationSeconds: 3, seconds: 12, recoverySeconds: 12, patienceMs };
const quick: Plan = { calibrationSeconds: 2, seconds: 6, recoverySeconds: 8, patienceMs };

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function inWorld<Result>(
  settings: NodeJS.ProcessEnv,
  use: (world: World) => Promise<Result>,
): Promise<Result> {
  print('starting Wayfare');
  const world = await startWorld(settings);
  try {
    return await use(world);
  } finally {
    await world.close();
  }
}

function readArguments() {
  try {
    const options = {
      quick: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
      rate: { type: 'string' },
      out: { type: 'string' },
    } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    print(`${String(error)}\n${usage}`);
    process.exit(64);
  }
}

const given = readArguments();
const plan = given.quick ? quick : thorough;
// Before this process is pinned to a core.
const run = describeRun();
const { sustainablePerSecond, limited } = await inWorld({}, async (world) => {
  const rate = given.rate === undefined ? await findSustainable(world, plan, print) : Number(given.rate);
  return { sustainablePerSecond: rate, limited: await measure(world, plan, rate, print) };
});
const unlimited = given.compare
  ? await inWorld(withoutAdmission, (world) => measure(world, plan, sustainablePerSecond, print))
  : null;
const report: Report = { run, plan, sustainablePerSecond, limited, unlimited };
process.stdout.write(`${tablesOf(report).map(tableText).join('\n\n')}\n`);
const out = given.out ?? (given.quick ? null : 'bench/results');
if (out !== null) {
  await writeReport(out, report);
  process.stdout.write(`results written to ${out}\n`);
}
