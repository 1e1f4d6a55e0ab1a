import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableMarkdown } from '../layout.ts';
import { rounded } from '../statistics.ts';
import { describeRun, runMarkdown, writeFormatted } from '../run.ts';
import type { Run } from '../run.ts';
import type { Plan } from './arguments.ts';
import type { Measured } from './measure.ts';
import { versionsOf } from './peers.ts';
import { plotOf } from './plot.ts';
import { canPin } from './processes.ts';
import { summarise } from './summary.ts';
import type { Summary } from './summary.ts';
import { tablesOf, tolerableDisturbance } from './tables.ts';
import { targets, usesPeers } from './targets.ts';

export interface Report {
  run: Run & { plan: Plan; versions: Readonly<Record<string, string>>; pinned: boolean };
  summaries: readonly Summary[];
  measured: readonly Measured[];
}

/** What was measured, with where and when it was. */
export function reportOf(plan: Plan, measured: readonly Measured[]): Report {
  const versions = versionsOf({ hive: plan.targets.some(usesPeers) });
  return {
    run: { ...describeRun(), plan, versions, pinned: canPin },
    summaries: summarise(measured),
    measured,
  };
}

/** Writes `router.md` and `router.svg` for people, and `router.json` for machines. */
export async function writeReport(directory: string, report: Report): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFormatted(join(directory, 'router.md'), markdownOf(report));
  await writeFormatted(join(directory, 'router.json'), JSON.stringify(report, withoutNoise));
  await writeFile(join(directory, 'router.svg'), plotOf(report.summaries));
}

/** Decimals that nobody could measure are left out. */
function withoutNoise(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? rounded(value, 4) : value;
}

export function markdownOf({ run, summaries }: Report): string {
  const { plan, versions, pinned } = run;
  const disturbed = summaries.filter(({ disturbance }) => (disturbance ?? 0) > tolerableDisturbance);
  return [
    '# The router, beside its peers',
    `Written by \`npm run bench:router\`. ${plan.connections} clients ask one query over and over, each over a ` +
      `connection of its own, for ${plan.seconds} s after ${plan.warmUpSeconds} s to warm up. ` +
      (plan.runs === 1
        ? 'One run. '
        : `Medians of ${plan.runs} runs, each in a process of its own; all targets are measured once before any of them again. `) +
      (pinned
        ? 'What is under test has one core to itself; stub subgraphs and clients share another.'
        : 'Processes could not be tied to cores here: no `taskset`.'),
    `${runMarkdown(run)} ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '![Requests a second of each target, by query](router.svg)',
    plan.targets.map((name) => `- ${targets[name].title}: ${targets[name].note}.`).join('\n'),
    'All of them were checked to answer the same, and every answer to be the one checked. µs each: processor time ' +
      'of the target for one request. Fetches: requests that came to the subgraphs, for one answer. Then the parts ' +
      'of a core that target, stubs and clients used, and that others used of the target’s core, at most.',
    ...tablesOf(summaries).map(tableMarkdown),
    disturbed.length === 0
      ? 'Nothing else used the core of what was under test.'
      : `DISTURBED: other work of the machine used more than ${tolerableDisturbance * 100}% of the core under test in: ` +
        `${disturbed.map(({ target, query }) => `${targets[target].title}, ${query}`).join('; ')}.`,
  ].join('\n\n');
}
