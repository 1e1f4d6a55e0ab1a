import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { freePort, loopback } from '../../dev/ports.ts';
import { tetheredCommand } from '../../dev/tether.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const source = join(root, 'tests/mongodb/server');
const replicaSet = 'foreign';
/** Java 17 starts a program from its source file, and has the switch expressions that ForeignServer.java uses. */
const oldestJava = 17;

/** A MongoDB server that is not Wayfare's own: mongo-java-server, as a replica set of one, with its data in memory. */
export interface ForeignServer {
  url: string;
  close(): Promise<void>;
}

/** @returns the reason that the foreign server cannot run here; null where it can */
export function missingForServer(): string | null {
  const java = javaVersion();
  if (java === null) return `no Java compiler on the PATH (javac ${oldestJava} or newer)`;
  if (java < oldestJava) return `javac ${java} is on the PATH, and the server needs ${oldestJava} or newer`;
  if (existsSync(libraries()) || answers('mvn', '--version')) return null;
  return 'no Maven on the PATH (mvn), which fetches the libraries of the server';
}

/** Fetches the libraries of the foreign server, once for each version of its pom.xml. @returns the folder of the jars */
function fetchForeignServer(): string {
  const folder = libraries();
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const goal = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${partial}`];
  execFileSync('mvn', goal, { cwd: source, stdio: ['ignore', 2, 2], timeout: 300_000 });
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another run was faster.
    rmSync(partial, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** The command line of the foreign server, for options of mongod: `--port 27017 --replSet name`. */
export function foreignServerCommand(): [program: string, ...options: string[]] {
  return [
    'java',
    // A short run gains nothing from the second compiler.
    '-XX:TieredStopAtLevel=1',
    '-Dslf4j.internal.verbosity=ERROR',
    '-cp',
    join(fetchForeignServer(), '*'),
    join(source, 'ForeignServer.java'),
  ];
}

/** Starts the foreign server on a free port. It ends with this process. */
export async function startForeignServer(): Promise<ForeignServer> {
  const port = await freePort();
  const [program, ...options] = [...foreignServerCommand(), '--port', `${port}`, '--replSet', replicaSet];
  const { command, args } = tetheredCommand(program, options);
  const server = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: string[] = [];
  server.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const exit = once(server, 'exit').then(() => {
    throw new Error(`the foreign server ended:\n${errors.join('')}`);
  });
  await Promise.race([once(createInterface({ input: server.stdout }), 'line'), exit]);
  exit.catch(() => undefined);
  await initiate(`${loopback}:${port}`);
  return {
    url: `mongodb://${loopback}:${port}/?replicaSet=${replicaSet}`,
    async close() {
      server.kill('SIGTERM');
      await exit.catch(() => undefined);
      server.stdin.destroy();
    },
  };
}

async function initiate(host: string): Promise<void> {
  const client = new MongoClient(`mongodb://${host}/?directConnection=true`);
  try {
    await client.db('admin').command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
  } finally {
    await client.close();
  }
}

/** Its name derives from pom.xml, so that a changed version is fetched. */
function libraries(): string {
  const pom = readFileSync(join(source, 'pom.xml'));
  const digest = createHash('sha256').update(pom).digest('hex').slice(0, 16);
  return join(root, 'node_modules/.cache/foreign-mongodb', digest);
}

function javaVersion(): number | null {
  try {
    const text = execFileSync('javac', ['-version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return Number(/(\d+)/.exec(text)?.[1]);
  } catch {
    return null;
  }
}

function answers(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
