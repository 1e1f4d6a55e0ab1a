import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { measure } from './measure.ts';
import type { Figures } from './measure.ts';
import { reportOf, writeReport } from './report.ts';
import { figuresText } from './tables.ts';
import { startWorld } from './world.ts';

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function figuresOf({ plan }: Arguments, mongoUrl?: string): Promise<Figures> {
  print(`starting Wayfare on ${mongoUrl === undefined ? 'the embedded MongoDB' : 'a MongoDB server'}`);
  const world = await startWorld(mongoUrl);
  try {
    return await measure(world, plan, print);
  } catch (error) {
    print(world.lastOutput().join('\n'));
    throw error;
  } finally {
    await world.close();
  }
}

async function main(given: Arguments): Promise<void> {
  const { MONGODB_URL: mongoUrl = '' } = process.env;
  const figures = [await figuresOf(given)];
  if (mongoUrl !== '') figures.push(await figuresOf(given, mongoUrl));
  process.stdout.write(`${figures.map(figuresText).join('\n\n')}\n`);
  if (mongoUrl === '') process.stdout.write('\nMongoDB server: NOT RUN (no MONGODB_URL)\n');
  if (given.out !== null) {
    await writeReport(given.out, reportOf(given.plan, figures));
    process.stdout.write(`results written to ${given.out}\n`);
  }
}

let given: Arguments;
try {
  given = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${String(error)}\n${usage}\n`);
  process.exit(64);
}
try {
  await main(given);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}
