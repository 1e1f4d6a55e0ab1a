import { parseArgs } from 'node:util';
import { redisSettings } from '../../../../platform/config.ts';
import { timeOfMongo } from '../../../../platform/stores/store-clock.ts';
import { CommandError, exitCodes, outsideOf, runCommand, storeSettings } from '../command.ts';
import { retryBooking } from './retry.ts';
import { listUnfinished, readBookingReport } from './report.ts';
import { listText, reportText } from './text.ts';

const usage = `Usage:
  saga list [--stuck] [--limit 50]   list unfinished bookings, the longest waiting first
  saga show <id>                     show one booking
  saga retry <id>                    retry one booking now
With --json, the output is one JSON value.`;

const settingsShape = storeSettings.extend({ REDIS_URL: redisSettings.shape.REDIS_URL.optional() });

interface Request {
  command: 'list' | 'show' | 'retry';
  id: string;
  stuck: boolean;
  json: boolean;
  limit: number;
}

/** @returns null for invalid arguments */
function parseRequest(args: string[]): Request | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        stuck: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        limit: { type: 'string', default: '50' },
      },
    });
    const [command, id = '', ...others] = positionals;
    const limit = Number(values.limit);
    const wantsId = command === 'show' || command === 'retry';
    if (command !== 'list' && !wantsId) return null;
    if (others.length > 0 || wantsId !== (id !== '')) return null;
    if (!Number.isSafeInteger(limit) || limit < 1) return null;
    return { command, id, stuck: values.stuck, json: values.json, limit };
  } catch {
    return null;
  }
}

async function main(request: Request): Promise<number> {
  const { command, id, json, stuck, limit } = request;
  return runCommand(settingsShape, process.env, async ({ settings, print, ...context }) => {
    const now = new Date(await timeOfMongo(context.connection));
    const answer = (value: unknown, text: () => string[]) => {
      for (const line of json ? [JSON.stringify(value)] : text()) print(line);
    };
    switch (command) {
      case 'list': {
        const list = await listUnfinished(context.connection, { limit, onlyStuck: stuck });
        answer(list, () => listText(list.bookings, list.count, now));
        break;
      }
      case 'show': {
        const report = await readBookingReport(context.connection, id, outsideOf(settings));
        if (report === null) throw new CommandError(`Reservation ${id} not found.`);
        answer(report, () => reportText(report, now));
        break;
      }
      case 'retry': {
        const outcome = await retryBooking(context, id, { redisUrl: settings.REDIS_URL, now });
        answer(outcome, () => [outcome.message]);
        break;
      }
    }
    return exitCodes.fine;
  });
}

const request = parseRequest(process.argv.slice(2));
if (request === null) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = exitCodes.couldNotRun;
} else {
  process.exitCode = await main(request);
}
