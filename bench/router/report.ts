import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableMarkdown } from '../layout.ts';
import { rounded } from '../statistics.ts';
import { describeRun, runMarkdown, writeFormatted } from '../run.ts';
import type { Run } from '../run.ts';
import type { Plan } from './arguments.ts';
import type { Measurement } from './measurement.ts';
import { versionsOf } from './peers.ts';
import { plotOf } from './plot.ts';
import { canPin } from './processes.ts';
import { summarise } from './summary.ts';
import type { Summary } from './summary.ts';
import { tablesOf, maxDisturbance } from './tables.ts';
import { targets, usesPeers } from './targets.ts';
import { users } from './tokens.ts';

export interface Report {
  run: Run & { plan: Plan; versions: Readonly<Record<string, string>>; pinned: boolean };
  summaries: readonly Summary[];
  measured: readonly Measurement[];
}

export function reportOf(plan: Plan, measured: readonly Measurement[]): Report {
  const versions = versionsOf({ hive: plan.targets.some(usesPeers) });
  return {
    run: { ...describeRun(), plan, versions, pinned: canPin },
    summaries: summarise(measured),
    measured,
  };
}

/** Writes a page, a plot, and the raw figures as JSON. */
export async function writeReport(directory: string, name: string, report: Report): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFormatted(join(directory, `${name}.md`), markdownOf(name, report));
  await writeFormatted(join(directory, `${name}.json`), JSON.stringify(report, withoutNoise));
  await writeFile(join(directory, `${name}.svg`), plotOf(report.summaries));
}

/** Rounds numbers to four decimals, which is finer than the measurement. */
function withoutNoise(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? rounded(value, 4) : value;
}

function markdownOf(name: string, { run, summaries }: Report): string {
  const { plan, versions, pinned } = run;
  const disturbed = summaries.filter(({ disturbance }) => (disturbance ?? 0) > maxDisturbance);
  return [
    '# The router and its peers',
    `Written by \`npm run bench:router\`. ${plan.connections} clients repeat one query, each on its own connection, ` +
      (plan.burst
        ? `for ${plan.seconds} s. All connect and ask at once: the target has answered the query once before. `
        : `for ${plan.seconds} s after ${plan.warmUpSeconds} s of warm-up. `) +
      (plan.latencyMs === 0 ? '' : `Subgraphs answer after ${plan.latencyMs} ms. `) +
      (plan.tokens
        ? `Each request has the access token of another of ${users} users; Wayfare verifies it, the others do not. `
        : '') +
      (plan.runs === 1
        ? 'One run. '
        : `Medians of ${plan.runs} runs, each in a new process; each run measures all targets once. `) +
      (pinned
        ? 'The target has a core to itself; stub subgraphs and clients share another.'
        : 'Processes were not pinned to cores: `taskset` was not found.'),
    `${runMarkdown(run)} ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    `![Requests a second of each target, by query](${name}.svg)`,
    plan.targets.map((name) => `- ${targets[name].title}: ${targets[name].note}.`).join('\n'),
    'All targets gave the same answer, and every answer was checked. ' +
      (plan.burst ? 'Refused: answers with status 429 or 503. Wrong: any other difference. ' : '') +
      'µs each: processor time of the target for one ' +
      'request. Fetches: requests to subgraphs for one answer. cpu, stubs, load: the fraction of a core that target, ' +
      'stubs and clients used. others: the most that other work of the machine used of the target’s core.',
    ...tablesOf(summaries, plan.burst).map(tableMarkdown),
    disturbed.length === 0
      ? 'No other work used the core of the target.'
      : `DISTURBED: other work of the machine used more than ${maxDisturbance * 100}% of the target’s core in: ` +
        `${disturbed.map(({ target, query }) => `${targets[target].title}, ${query}`).join('; ')}.`,
  ].join('\n\n');
}
