import { mebibytes } from './judge.ts';
import type { AttackReport } from './measure.ts';

const columns = ['attack', 'sends', 'outcome', 'memory', 'honest p99, ms'] as const;

/** `OPERATION_TOO_LARGE × 545 (400)`, most frequent first. */
function outcomeText({ measured: { tally, hasEnded } }: AttackReport): string {
  const parts = Object.entries(tally)
    .toSorted(([, a], [, b]) => b - a)
    .map(([outcome, times]) => `${outcome} × ${times}`);
  return [...(hasEnded ? ['the router ended'] : []), ...parts].join(', ');
}

/** Of the query and of /health/live, each with its idle value. */
function honestText({ measured: { honest, idleP99Ms } }: AttackReport): string {
  return (['query', 'health'] as const)
    .map((kind) => `${honest[kind].p99Ms.toFixed(0)} (${idleP99Ms[kind].toFixed(0)})`)
    .join(', ');
}

/** `held`, `broken` or `open`. */
export function verdictOf({ attack, faults }: AttackReport): string {
  if (attack.open !== undefined) return 'open';
  return faults.length === 0 ? 'held' : 'broken';
}

function cellsOf(report: AttackReport): string[] {
  const { attack, measured } = report;
  const memory = measured.peakBytes === null ? '-' : mebibytes(measured.peakBytes);
  return [attack.name, attack.sends, outcomeText(report), memory, honestText(report)];
}

/** A report as lines for the console. */
export function reportText(report: AttackReport): string {
  const [name, , outcome, memory, honest] = cellsOf(report);
  const { attack, faults } = report;
  return [
    `${verdictOf(report).padEnd(6)} ${name ?? ''}: ${outcome ?? ''}; ${memory ?? ''}; honest p99 ${honest ?? ''} ms`,
    ...faults.map((fault) => `       ! ${fault}`),
    ...(attack.open === undefined ? [] : [`       open: ${attack.open}`]),
  ].join('\n');
}

/** The last line. */
export function totalsText(reports: readonly AttackReport[]): string {
  const count = (verdict: string) => reports.filter((report) => verdictOf(report) === verdict).length;
  return `${reports.length} attacks: ${count('held')} held, ${count('broken')} broken, ${count('open')} open`;
}

function remarksOn(report: AttackReport): string[] {
  const { attack, faults } = report;
  return [
    ...(attack.open === undefined ? [] : [`Open: ${attack.name}: ${attack.open}`]),
    ...(verdictOf(report) === 'broken' ? [`**Broken:** ${attack.name}: ${faults.join('; ')}`] : []),
  ];
}

/** A table of each class of attacks, in Markdown. */
export function tablesMarkdown(reports: readonly AttackReport[]): string {
  const classes = [...new Set(reports.map(({ attack }) => attack.class))];
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return classes
    .map((name) => {
      const own = reports.filter(({ attack }) => attack.class === name);
      return [
        `### ${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
        '',
        row(columns),
        row(columns.map(() => '---')),
        ...own.map((report) => row(cellsOf(report))),
        ...own.flatMap((report) => remarksOn(report).flatMap((remark) => ['', remark])),
      ].join('\n');
    })
    .join('\n\n');
}
