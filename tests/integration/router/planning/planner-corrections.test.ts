import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correct } from '../../../../router/planning/planner-corrections.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** What a program wrote, on both its outputs, and its exit code. */
function run(program: string): Promise<{ code: unknown; output: string }> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr });
    });
  });
}

describe('the corrections of the planner', () => {
  it('are refused where the planner was loaded as it is', async () => {
    const { code, output } = await run(`
      await import('@apollo/query-planner');
      await import('./router/planning/corrected-planner.ts');`);

    expect(code).toBe(1);
    expect(output).toMatch(
      /buildPlan\.js was loaded before it could be corrected: import the gateway from router\/planning\/gateway\.ts/,
    );
  });

  it('are made before anything else loads it, and once', async () => {
    const { code, output } = await run(`
      const { correctPlanner } = await import('./router/planning/planner-corrections.ts');
      correctPlanner();
      correctPlanner();
      await import('./router/planning/gateway.ts');
      await import('@apollo/query-planner');`);

    expect(output).toBe('');
    expect(code).toBe(0);
  });
});

describe('a module that is corrected', () => {
  const require = createRequire(import.meta.url);
  const correction = { wrong: "'wrong'", right: "'right'" };
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'wayfare-corrections-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function moduleOf(text: string): Promise<string> {
    const path = join(directory, 'module.cjs');
    await writeFile(path, text);
    return path;
  }

  it('is loaded so by whoever loads it', async () => {
    const path = await moduleOf("exports.answer = 'wrong';");
    correct(require, path, [correction]);
    correct(require, path, [correction]);

    expect(require(path)).toEqual({ answer: 'right' });
  });

  it.each([
    ['has not the text that is wrong', "exports.answer = 'else';"],
    ['has it twice', "exports.answer = 'wrong' + 'wrong';"],
  ])('is refused where it %s: it is of another version', async (_name, text) => {
    const path = await moduleOf(text);

    expect(() => {
      correct(require, path, [correction]);
    }).toThrow(`${path} is not of the version that is corrected here`);
    expect(require.cache[path]).toBeUndefined();
  });

  it('is refused where it was loaded as it is', async () => {
    const path = await moduleOf("exports.answer = 'wrong';");
    require(path);

    expect(() => {
      correct(require, path, [correction]);
    }).toThrow('was loaded before it could be corrected');
  });
});
