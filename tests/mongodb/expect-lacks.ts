import type { RunnerTask, RunnerTestCase } from 'vitest';
import { beforeEach } from 'vitest';
import { lacksIn } from './lacks.ts';

/**
 * Setup file of each test file: a test in `lacks.ts` is expected to fail. Vitest fails a test that passes meanwhile, and this
 * file fails the tests of a file that lost a listed test, so that the list stays true.
 */
beforeEach(({ task, skip }) => {
  const lacks = lacksIn(task.file.name);
  const known = testsOf(task.file.tasks).map(({ fullTestName }) => fullTestName);
  const lost = [...lacks.keys()].filter((title) => !known.includes(title));
  if (lost.length > 0) {
    throw new Error(
      `lacks.ts expects these to fail, but ${task.file.name} has no such tests: ${lost.join('; ')}`,
    );
  }
  const lack = lacks.get(task.fullTestName);
  if (lack?.harm !== undefined) skip(`NOT RUN: ${lack.harm}`);
  if (lack !== undefined) Object.assign(task, { fails: true });
});

function testsOf(tasks: readonly RunnerTask[]): RunnerTestCase[] {
  return tasks.flatMap((task) => (task.type === 'suite' ? testsOf(task.tasks) : [task]));
}
