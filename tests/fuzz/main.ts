import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { parseFuzzArguments } from './gateway/arguments.ts';
import { reportOf } from './gateway/report.ts';
import { fuzzGateway } from './gateway/run.ts';

const options = parseFuzzArguments(process.argv.slice(2));
if (options === null) runTests();
else {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
    });
  }
  const print = (line: string) => void process.stderr.write(`${line}\n`);
  const result = await fuzzGateway(options, print, stop.signal);
  process.stdout.write(reportOf(options, result));
}

/** Runs the fuzz tests from a random seed, and prints the command that repeats the run. */
function runTests(): void {
  const seed = process.env['FUZZ_SEED'] ?? String(randomInt(2 ** 31));
  const runs = process.env['FUZZ_RUNS'] ?? '5000';
  process.stdout.write(`Repeat this run with: FUZZ_SEED=${seed} FUZZ_RUNS=${runs} npm run test:fuzz\n`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'integration', 'tests/fuzz'], {
    stdio: 'inherit',
    env: { FUZZ_TIMEOUT_MS: String(60 * 60_000), ...process.env, FUZZ_SEED: seed, FUZZ_RUNS: runs },
  });
  process.exitCode = status ?? 1;
}
