import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The outcome of an operator's command. */
export interface CommandResult {
  code: number | null;
  /** Lines on standard output. */
  lines: string[];
  /** Text on standard error. */
  errors: string;
}

const tsx = createRequire(import.meta.url).resolve('tsx');

/**
 * Runs a command with these settings as its whole environment.
 * @param cwd the directory of its `.env`
 */
export async function runOperatorCommand(
  [program = '', ...args]: readonly string[],
  settings: NodeJS.ProcessEnv,
  cwd = root,
): Promise<CommandResult> {
  const child = spawn(process.execPath, ['--import', tsx, join(root, program), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: output.split('\n').filter((line) => line !== ''), errors };
}

const operator = 'subgraphs/reservations/operator';

export function inventoryCheck(settings: NodeJS.ProcessEnv): Promise<CommandResult> {
  return runOperatorCommand([`${operator}/inventory-check/main.ts`], settings);
}

export function saga(args: readonly string[], settings: NodeJS.ProcessEnv): Promise<CommandResult> {
  return runOperatorCommand([`${operator}/saga/main.ts`, ...args], settings);
}
