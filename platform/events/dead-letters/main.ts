import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { parseConfig, redisSettings } from '../../config.ts';
import { connectRedis } from '../../stores/redis.ts';
import { createDeadLetterStreams } from './dead-letter-streams.ts';
import type { DeadLetterEntry, DeadLetterStreams, Selection } from './dead-letter-streams.ts';

const usage = `Usage: dead-letters <command> [<id> …] [--group <name>] [--source <name>] [--all] [--json]
  list               lists dead letters: events that a consumer group could not apply, with the reason
  show <id> …        shows dead letters with their events
  replay <id> …      delivers them to their consumer group again; --all replays every selected dead letter
  drop <id> …        deletes them; --all drops every selected dead letter
Exit codes: 0 for success, 1 if no dead letter has one of the ids, 2 for invalid arguments or an unreachable Redis.`;

const connectTimeoutMs = 5_000;

interface Request {
  command: 'list' | 'show' | 'replay' | 'drop';
  selection: Selection;
  json: boolean;
}

const commands: readonly string[] = ['list', 'show', 'replay', 'drop'];

function isCommand(text: string | undefined): text is Request['command'] {
  return text !== undefined && commands.includes(text);
}

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
  if (letters.length === 0) return ['No dead letters found.'];
  switch (command) {
    case 'list':
      return letters.map(lineOf);
    case 'show':
      return letters.flatMap((letter) => [lineOf(letter), letter.reason, letter.event, '']);
    case 'replay':
      return letters.map(({ id, group }) => `replayed ${id} to ${group}`);
    case 'drop':
      return letters.map(({ id, group }) => `dropped ${id} of ${group}`);
  }
}

function lineOf({ id, group, source, entry, at, deliveries, replays, reason }: DeadLetterEntry): string {
  const [why = ''] = reason.split('\n');
  const tried = `${deliveries} deliveries${replays > 0 ? `, ${replays} replays` : ''}`;
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
    const signal = AbortSignal.timeout(connectTimeoutMs);
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
