import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { correctModule } from '../../../../router/planning/corrections/correct-module.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Runs a program; returns its exit code, and the output of stdout and stderr. */
function run(program: string): Promise<{ code: unknown; output: string }> {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr });
    });
  });
}

describe('correcting the planner', () => {
  it('fails when the planner was loaded before', async () => {
    const { code, output } = await run(`
      await import('@apollo/query-planner');
      await import('./router/planning/corrections/apply.ts');`);

    expect(code).toBe(1);
    expect(output).toMatch(
      /buildPlan\.js was loaded before it could be corrected: import router\/planning\/corrections\/apply\.ts first/,
    );
  });

  it('succeeds before the first import of the planner, and is idempotent', async () => {
    const { code, output } = await run(`
      const { correctPlanner } = await import('./router/planning/corrections/correct-planner.ts');
      correctPlanner();
      correctPlanner();
      await import('./router/planning/apollo-planner.ts');
      await import('@apollo/query-planner');`);

    expect(output).toBe('');
    expect(code).toBe(0);
  });
});

describe('a corrected module', () => {
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

  it('is the module that every later require returns', async () => {
    const path = await moduleOf("exports.answer = 'wrong';");
    correctModule(require, path, [correction]);
    correctModule(require, path, [correction]);

    expect(require(path)).toEqual({ answer: 'right' });
  });

  it.each([
    ['lacks the wrong text', "exports.answer = 'else';"],
    ['has the wrong text twice', "exports.answer = 'wrong' + 'wrong';"],
  ])('is refused when it %s: it is another version', async (_name, text) => {
    const path = await moduleOf(text);

    expect(() => {
      correctModule(require, path, [correction]);
    }).toThrow(`Expected the text to correct once in ${path}`);
    expect(require.cache[path]).toBeUndefined();
  });

  it('is refused when it was loaded before', async () => {
    const path = await moduleOf("exports.answer = 'wrong';");
    require(path);

    expect(() => {
      correctModule(require, path, [correction]);
    }).toThrow('was loaded before it could be corrected');
  });
});
