import { parseArgs } from 'node:util';
import { startMongoServer } from './server.ts';

/** `node --import tsx dev/mongodb/main.ts --port 27018 --directory .data/mongodb` */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '27018' },
    directory: { type: 'string' },
    'compact-above-bytes': { type: 'string' },
  },
});

function line(level: string, message: string, details: object = {}): string {
  return `${JSON.stringify({ level, time: new Date().toISOString(), ...details, message })}\n`;
}

function log(level: string, message: string): void {
  process.stderr.write(line(level, message));
}

const compactAbove = values['compact-above-bytes'];
try {
  const server = await startMongoServer({
    port: Number(values.port),
    ...(values.directory === undefined ? {} : { directory: values.directory }),
    ...(compactAbove === undefined ? {} : { compactAboveBytes: Number(compactAbove) }),
    logger: {
      info: (message) => {
        log('info', message);
      },
      warn: (message) => {
        log('warn', message);
      },
    },
  });
  const stop = (): void => {
    void server.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The only line on standard output: with port 0 the caller reads the address from it.
  process.stdout.write(line('info', 'ready', { url: server.url }));
} catch (error) {
  log('error', error instanceof Error ? error.message : String(error));
  process.exit(1);
}
