import { tableText } from '../layout.ts';
import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { measure } from './measure.ts';
import { installPeers } from './peers.ts';
import { canPin } from './processes.ts';
import { reportOf, writeReport } from './report.ts';
import { tablesOf } from './tables.ts';
import { usesPeers } from './targets.ts';

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main({ plan, out, name, profile }: Arguments): Promise<void> {
  if (plan.targets.some(usesPeers)) installPeers(print);
  if (!canPin) print('taskset not found: processes share all cores, so figures are rough');
  const report = reportOf(plan, await measure({ plan, out, name, profile }, print));
  process.stdout.write(`${tablesOf(report.summaries, plan.burst).map(tableText).join('\n\n')}\n`);
  if (out !== null) {
    await writeReport(out, name, report);
    process.stdout.write(`results written to ${out}/${name}.md\n`);
  }
}

let given: Arguments;
try {
  given = parseArguments(process.argv.slice(2));
} catch (error) {
  print(`${String(error)}\n${usage}`);
  process.exit(64);
}
try {
  await main(given);
} catch (error) {
  print(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
