import { parseArgs } from 'node:util';
import { withoutLimits } from '../../tests/kit/without-limits.ts';
import { tableText } from '../layout.ts';
import { describeRun } from '../run.ts';
import { measure } from './measure.ts';
import type { Figures, Plan } from './measure.ts';
import { tablesOf, writeReport } from './report.ts';
import type { Report } from './report.ts';
import { startWorld } from './world.ts';

const usage = `npm run bench:overload -- [--quick] [--compare] [--out <directory>]
  --quick    a short trial with rough figures, written only with --out
  --compare  measures a stack without the limits of overload as well
  --out      directory for overload.md, overload.json and overload.svg (bench/results)`;

const thorough: Plan = { calibrationSeconds: 5, seconds: 20, patienceMs: 2_000 };
const quick: Plan = { calibrationSeconds: 3, seconds: 8, patienceMs: 2_000 };

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function figuresOf(plan: Plan, settings: NodeJS.ProcessEnv): Promise<Figures> {
  print('starting Wayfare');
  const world = await startWorld(settings);
  try {
    return await measure(world, plan, print);
  } finally {
    await world.close();
  }
}

function readArguments() {
  try {
    const options = {
      quick: { type: 'boolean', default: false },
      compare: { type: 'boolean', default: false },
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
const report: Report = {
  run: describeRun(),
  plan,
  limited: await figuresOf(plan, {}),
  unlimited: given.compare ? await figuresOf(plan, withoutLimits) : null,
};
process.stdout.write(`${tablesOf(report).map(tableText).join('\n\n')}\n`);
const out = given.out ?? (given.quick ? null : 'bench/results');
if (out !== null) {
  await writeReport(out, report);
  process.stdout.write(`results written to ${out}\n`);
}
