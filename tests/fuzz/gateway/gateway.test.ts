import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../kit/eventually.ts';
import { fuzzTimeoutMs } from '../support/runs.ts';
import { parseFuzzArguments } from './arguments.ts';
import { compareAnswers } from './compare.ts';
import { startGateway } from './gateway-process.ts';
import { reportOf } from './report.ts';
import { fuzzGateway } from './run.ts';

const expected = { a: 1, b: { c: null } };

describe('fuzzing a gateway: comparison', () => {
  it.each([
    ['right', { data: { a: 1, b: { c: null } } }],
    ['another order of fields', { data: { b: { c: null }, a: 1 } }],
    ['wrong data without an error', { data: { a: 1, b: { c: 2 } } }],
    ['wrong data without an error', { data: { a: 1 } }],
    ['wrong data without an error', {}],
    ['an error where an answer exists', { data: { a: 1, b: null }, errors: [{ message: 'no' }] }],
    ['an error where an answer exists', { data: { ...expected }, errors: [{ message: 'no' }] }],
    ['an error where an answer exists', { data: null, errors: [{ message: 'no' }] }],
    ['refused', { errors: [{ message: 'no' }] }],
  ] as const)('%s: %j', (finding, answer) => {
    expect(compareAnswers(expected, answer)).toBe(finding);
  });
});

describe('fuzzing a gateway: arguments', () => {
  it('null without --gateway', () => {
    expect(parseFuzzArguments([])).toBeNull();
  });

  it.each([
    [['--gateway', 'run {port}'], '{supergraph}'],
    [['--gateway', 'run {supergraph}'], '{port}'],
    [['--gateway', '{supergraph} {port}', '--graphs', '0'], '--graphs'],
    [['--gateway', '{supergraph} {port}', '--seed', 'x'], '--seed'],
  ])('%j are refused, naming %s', (args, name) => {
    expect(() => parseFuzzArguments(args)).toThrow(name);
  });
});

/** A gateway that answers every operation alike. */
const answering = (answer: string, first = '') => {
  const program = `${first} require("http").createServer((q, s) => {
    let body = ""; q.on("data", (d) => body += d).on("end", () => s.end(JSON.parse(body).query === "{ __typename }"
      ? JSON.stringify({ data: { __typename: "Query" } }) : JSON.stringify(${answer})));
  }).listen(process.argv[1], "127.0.0.1")`;
  return `node -e '${program}' {port} {supergraph}`;
};

describe('fuzzing a gateway: a run', { timeout: fuzzTimeoutMs }, () => {
  it.each([
    ['{ data: {} }', 'wrong data without an error'],
    ['{ data: null, errors: [{ message: "no" }] }', 'an error where an answer exists'],
    ['{ errors: [{ message: "no" }] }', 'refused'],
  ] as const)('each answer is %s: %s, with the smallest operation', async (answer, finding) => {
    const options = { command: answering(answer), path: '/graphql', seed: 2, graphs: 2, operations: 2 };
    const lines: string[] = [];

    const result = await fuzzGateway(options, (line) => void lines.push(line));

    expect(result.graphs).toBe(2);
    expect(result.operations).toBeGreaterThan(0);
    expect(result.counts[finding]).toBe(result.operations);
    expect(result.examples.map((example) => example.finding)).toEqual([finding]);
    expect(result.examples[0]?.request.query.length).toBeLessThan(40);
    expect(lines).toHaveLength(2);
    expect(reportOf(options, result)).toContain(`| ${result.operations} |`);
    if (finding === 'refused') expect(reportOf(options, result)).toContain(`- ${result.operations}: no`);
  });

  it('a gateway that ends is reported with its output', async () => {
    const command = `echo "no such option" >&2; exit 3; {supergraph} {port}`;

    await expect(startGateway({ command, path: '/graphql', supergraph: 'x' })).rejects.toThrow(
      /The gateway ended: [^]*no such option/,
    );
  });

  it('the gateway is killed at the end', async () => {
    const gateway = await startGateway({
      command: answering('{}').replace('{supergraph}', ''),
      ...{ path: '/graphql', supergraph: '' },
    });
    const request = { query: '{ a }', variables: {} };
    expect(await gateway.ask(request)).toEqual({});

    await gateway.stop();

    await expect(gateway.ask(request)).rejects.toThrow();
  });
});

describe('fuzzing a gateway: the run is killed', { timeout: fuzzTimeoutMs }, () => {
  it('its gateway ends too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'wayfare-fuzz-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const supergraph = join(directory, 'supergraph.graphql');
    const writePid = 'require("fs").writeFileSync(process.argv[2] + ".pid", String(process.pid));';
    const options = { command: answering('{}', writePid), path: '/graphql', supergraph };
    const program = `
      const { startGateway } = await import(${JSON.stringify(new URL('gateway-process.ts', import.meta.url))});
      await startGateway(${JSON.stringify(options)});
      process.stdout.write('started');
      setInterval(() => undefined, 1_000);`;
    const run = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program]);
    onTestFinished(() => void run.kill('SIGKILL'));
    await once(run.stdout, 'data');
    const gateway = Number(await readFile(`${supergraph}.pid`, 'utf8'));

    run.kill('SIGKILL');

    await eventually(() => {
      expect(() => process.kill(gateway, 0)).toThrow('ESRCH');
    });
  });
});
