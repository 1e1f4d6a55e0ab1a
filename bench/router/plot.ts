import { queries, queryNames } from './graph/queries.ts';
import type { Summary } from './summary.ts';
import { capitalized } from './tables.ts';
import { targets } from './targets.ts';
import type { TargetName } from './targets.ts';

const width = 860;
const margin = 28;
const barsFrom = 244;
const barsTo = 700;
const barHeight = 20;
const barStep = 28;
const titleHeight = 34;
const groupGap = 18;
const headerHeight = 64;

/** The style of a bar: Wayfare stands out, deduplicating targets are lighter, the aggregator is a limit. */
const barStyles: Readonly<Record<TargetName, string>> = {
  apollo: 'peer',
  hive: 'peer light',
  'hive-unshared': 'peer',
  wayfare: 'ours',
  'wayfare-dedupe': 'ours light',
  'wayfare-unmerged': 'ours',
  aggregator: 'limit',
};

// The card has its own background and follows the reader's colour scheme, so that it is readable on any page.
const style = `
  .card { fill: #ffffff; stroke: #d5dae1; }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2730; }
  .title { font-size: 17px; font-weight: 600; }
  .group { font-size: 14px; font-weight: 600; }
  .note { fill: #5b6673; }
  .axis { stroke: #9aa4b0; }
  .peer { fill: #8a97a8; }
  .ours { fill: #0b8f7e; }
  .limit { fill: #ffffff; stroke: #8a97a8; stroke-dasharray: 4 3; }
  .light { fill-opacity: 0.5; }
  .strong { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #161b22; stroke: #30363d; }
    text { fill: #e3e9f0; }
    .note { fill: #9da8b5; }
    .axis { stroke: #5b6673; }
    .peer { fill: #76849a; }
    .ours { fill: #22b8a3; }
    .limit { fill: #161b22; stroke: #8a97a8; }
  }`;

const note =
  'and ratio to Apollo Gateway. Each query has its own scale. Paler: with deduplication of requests.';

/** Draws bars of requests a second, grouped by query; each group has its own scale. */
export function plotOf(summaries: readonly Summary[]): string {
  const groups = queryNames
    .map((query) => ({ query, found: summaries.filter((summary) => summary.query === query) }))
    .filter(({ found }) => found.length > 0);
  let top = headerHeight;
  const drawn = groups.map(({ query, found }) => {
    const group = groupOf(capitalized(queries[query].title), found, top);
    top += titleHeight + found.length * barStep + groupGap;
    return group;
  });
  const height = top + margin - groupGap;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Requests a second of each target, by query">`,
    `<style>${style}\n</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    textAt({ x: margin, y: 36, className: 'title', text: 'Requests a second on one core' }),
    textAt({
      x: margin,
      y: 56,
      className: 'note',
      text: note,
    }),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function groupOf(title: string, summaries: readonly Summary[], top: number): string {
  const max = Math.max(...summaries.map(({ requestsPerSecond }) => requestsPerSecond));
  const firstBar = top + titleHeight;
  const bars = summaries.map((summary, index) => barOf(summary, max, firstBar + index * barStep));
  const bottom = firstBar + summaries.length * barStep - (barStep - barHeight);
  return [
    textAt({ x: margin, y: top + 22, className: 'group', text: title }),
    ...bars,
    `<line class="axis" x1="${barsFrom}" x2="${barsFrom}" y1="${firstBar - 4}" y2="${bottom + 4}"/>`,
  ].join('\n');
}

function barOf({ target, requestsPerSecond, timesApollo }: Summary, max: number, y: number): string {
  const kind = barStyles[target];
  const length = Math.max(1, ((barsTo - barsFrom) * requestsPerSecond) / max).toFixed(1);
  const baseline = y + barHeight - 5;
  const strong = kind.startsWith('ours') ? 'strong' : '';
  const times = timesApollo === null ? '' : ` · ${timesApollo.toFixed(1)}×`;
  return [
    textAt({ x: barsFrom - 10, y: baseline, className: strong, text: targets[target].title, anchor: 'end' }),
    `<rect class="${kind}" x="${barsFrom}" y="${y}" width="${length}" height="${barHeight}"/>`,
    textAt({
      ...{ x: barsFrom + Number(length) + 8, y: baseline, className: strong },
      text: `${Math.round(requestsPerSecond).toLocaleString('en')}${times}`,
    }),
  ].join('\n');
}

function textAt(options: {
  x: number;
  y: number;
  className: string;
  text: string;
  anchor?: 'start' | 'end';
}): string {
  const { x, y, className, text, anchor = 'start' } = options;
  return `<text class="${className}" x="${x}" y="${y}" text-anchor="${anchor}">${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
