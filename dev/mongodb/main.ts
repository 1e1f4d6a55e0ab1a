import { parseArgs } from 'node:util';
import { StorageError } from './files.ts';
import { startMongoServer } from './server.ts';

/** `node --import tsx dev/mongodb/main.ts --port 27018 --directory .data/mongodb` */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '27018' },
    directory: { type: 'string' },
    'compact-above-bytes': { type: 'string' },
    'unsorted-seed': { type: 'string' },
  },
});

function line(level: string, message: string, details: object = {}): string {
  return `${JSON.stringify({ level, time: new Date().toISOString(), ...details, message })}\n`;
}

const logTo = (level: string) => (message: string) => {
  process.stderr.write(line(level, message));
};
const logger = { info: logTo('info'), warn: logTo('warn'), error: logTo('error') };

/** The exit code of sysexits.h for a failed input or output, EX_IOERR. */
const storageFailed = 74;

/** No answer may leave after a failure: what it shows may not be on disk. */
function end(error: Error): never {
  process.exit(error instanceof StorageError ? storageFailed : 1);
}

const { 'compact-above-bytes': compactAbove, 'unsorted-seed': unsortedSeed } = values;
try {
  const server = await startMongoServer({
    port: Number(values.port),
    ...(values.directory === undefined ? {} : { directory: values.directory }),
    ...(compactAbove === undefined ? {} : { compactAboveBytes: Number(compactAbove) }),
    ...(unsortedSeed === undefined ? {} : { unsortedSeed: Number(unsortedSeed) }),
    logger,
    onFailure: end,
  });
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The only line on standard output: with port 0 the caller reads the address from it.
  process.stdout.write(line('info', 'ready', { url: server.url }));
} catch (error) {
  logger.error(error instanceof Error ? error.message : String(error));
  end(error instanceof Error ? error : new Error(String(error)));
}
