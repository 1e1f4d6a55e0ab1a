import { randomGraph } from './random-graph.ts';
import type { FuzzArguments } from './arguments.ts';
import { findings } from './compare.ts';
import type { Example, FuzzResult } from './run.ts';

/** The report as Markdown: a row for the table of docs/benchmarks.md, and the examples. */
export function reportOf({ command, seed }: FuzzArguments, result: FuzzResult): string {
  const { graphs, operations, counts, examples, refusals } = result;
  const row = [`\`${command}\``, graphs, operations, ...findings.slice(1).map((finding) => counts[finding])];
  return [
    `| gateway | graphs | operations | ${findings.slice(1).join(' | ')} |`,
    `| --- | ---: | ---: | ${findings
      .slice(1)
      .map(() => '---:')
      .join(' | ')} |`,
    `| ${row.join(' | ')} |`,
    '',
    `Seed ${seed}. The smallest example of each kind:`,
    ...examples.map(exampleOf),
    ...(refusals.size === 0 ? [] : ['', 'Refusals by their message:', '']),
    ...Array.from(refusals, ([message, count]) => `- ${count}: ${message}`),
    '',
  ].join('\n');
}

function exampleOf({ finding, graphSeed, operationSeed, request, expected, answer }: Example): string {
  const sdl = Object.entries(randomGraph(graphSeed).subgraphs).map(([name, text]) => `# ${name}\n${text}`);
  const variables =
    Object.keys(request.variables).length === 0 ? '' : ` ${JSON.stringify(request.variables)}`;
  return [
    '',
    `**${finding}** (graph ${graphSeed}, operation ${operationSeed})`,
    '',
    '```graphql',
    `${request.query}${variables}`,
    ...sdl,
    '```',
    '',
    `expected \`${JSON.stringify(expected)}\``,
    '',
    `got \`${JSON.stringify(answer).slice(0, 1_000)}\``,
  ].join('\n');
}
