import { seededRandom, shuffler } from '../crash/chance.ts';
import { isNamed, parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { attacks } from './corpus.ts';
import { describeMachine, writeTables } from './document.ts';
import { bounds } from './judge.ts';
import { measureBaseline, runAttack } from './measure.ts';
import type { AttackReport, Baseline } from './measure.ts';
import { reportText, totalsText, verdictOf } from './print.ts';
import { startWorld } from './world.ts';
import type { Scene } from './world.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** At the rate of the honest client, both are enough for `bounds.minSamples`. */
const attackSeconds = 4;
const sampleSeconds = 2;

async function main({ sample, write, once, seed, only }: Arguments): Promise<number> {
  const startedAt = performance.now();
  const machine = describeMachine();
  const selected = attacks
    .filter((attack) => !sample || attack.inSample === true)
    .filter((attack) => only.length === 0 || only.some((part) => isNamed(attack, part)));
  print(`${selected.length} of ${attacks.length} attacks, seed ${seed}`);
  const world = await startWorld(selected, sample ? sampleSeconds : attackSeconds);
  const reports: AttackReport[] = [];
  try {
    const baselines = new Map<Scene, Baseline>();
    for (const scene of world.scenes) baselines.set(scene, await measureBaseline(scene));
    for (const attack of shuffler(seededRandom(seed))(selected)) {
      const baseline = baselines.get(world.sceneOf(attack)) ?? [];
      const report = await runAttack(world, attack, {
        ...{ baseline, index: attacks.indexOf(attack), attempts: once ? 1 : 2 },
        floorMs: sample ? bounds.sampleFloorMs : bounds.floorMs,
      });
      reports.push(report);
      print(reportText(report));
      if (verdictOf(report) === 'broken') print(report.log);
    }
  } finally {
    await world.close();
  }
  // In the order of the corpus.
  reports.sort((a, b) => attacks.indexOf(a.attack) - attacks.indexOf(b.attack));
  if (write) await writeTables(reports, { seed, machine });
  print(
    `${totalsText(reports)}, ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes, seed ${seed}`,
  );
  return reports.every((report) => verdictOf(report) !== 'broken') ? 0 : 1;
}

let given: Arguments;
try {
  given = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${String(error)}\n${usage}\n`);
  process.exit(64);
}
// Helpers and routers end with the harness, which ends with an exit code.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exit(await main(given));
