import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { parseConfig, redisSettings } from '../../config.ts';
import { connectRedis } from '../../stores/redis.ts';
import { createDeadLetterStreams } from './dead-letter-streams.ts';
import type { DeadLetterEntry, DeadLetterStreams, Selection } from './dead-letter-streams.ts';

const usage = `Usage: dead-letters <command> [<id> …] [--group <name>] [--source <name>] [--all] [--json]
  list               the events that consumer groups gave up, and why
  show <id> …        all of them, with the event itself
  replay <id> …      gives them once more to the group that gave them up; with --all, every one of those selected
  drop <id> …        throws them away; with --all, every one of those selected
It ends with 1 where none of those asked for is there, and with 2 where it could not look.`;

/** How long to wait for a Redis that is away. */
const patienceMs = 5_000;

interface Request {
  command: 'list' | 'show' | 'replay' | 'drop';
  selection: Selection;
  json: boolean;
}

const commands: readonly string[] = ['list', 'show', 'replay', 'drop'];

function isCommand(text: string | undefined): text is Request['command'] {
  return text !== undefined && commands.includes(text);
}

/** @returns what is asked; null where it makes no sense */
function parseRequest(args: string[]): Request | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        group: { type: 'string' },
        source: { type: 'string' },
        all: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    const [command, ...ids] = positionals;
    const { group, source, all, json } = values;
    if (!isCommand(command)) return null;
    // What changes something is told what: ids, or all.
    if (command === 'list' ? ids.length > 0 || all : all === ids.length > 0) return null;
    return { command, selection: { group, source, ...(ids.length > 0 ? { ids } : {}) }, json };
  } catch {
    return null;
  }
}

async function run({ command, selection, json }: Request, letters: DeadLetterStreams): Promise<number> {
  const found = await letters.list(selection);
  if (command === 'replay') await letters.replay(found);
  if (command === 'drop') await letters.drop(found);
  const lines = json ? [JSON.stringify(found)] : textOf(command, found);
  for (const line of lines) process.stdout.write(`${line}\n`);
  return selection.ids !== undefined && found.length === 0 ? 1 : 0;
}

function textOf(command: Request['command'], letters: readonly DeadLetterEntry[]): string[] {
  if (letters.length === 0) return ['There are no such dead letters.'];
  switch (command) {
    case 'list':
      return letters.map(lineOf);
    case 'show':
      return letters.flatMap((letter) => [lineOf(letter), letter.reason, letter.event, '']);
    case 'replay':
      return letters.map(({ id, group }) => `${id} was given to ${group} once more.`);
    case 'drop':
      return letters.map(({ id, group }) => `${id} of ${group} was thrown away.`);
  }
}

function lineOf({ id, group, source, entry, at, deliveries, replays, reason }: DeadLetterEntry): string {
  const [why = ''] = reason.split('\n');
  const tried = `tried ${deliveries} times${replays > 0 ? `, given once more ${replays} times` : ''}`;
  return `${id}  ${at.toISOString()}  ${group} ← ${source} ${entry}  ${tried}: ${why}`;
}

async function main(args: string[]): Promise<number> {
  const request = parseRequest(args);
  if (request === null) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  try {
    const { REDIS_URL: url } = parseConfig(redisSettings, process.env);
    const signal = AbortSignal.timeout(patienceMs);
    const logger = pino({ level: 'silent' });
    const redis = await connectRedis({ url, use: 'command', logger, signal });
    try {
      return await run(request, createDeadLetterStreams(redis));
    } finally {
      redis.disconnect();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

process.exitCode = await main(process.argv.slice(2));
