import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMongod } from '../../dev/mongod/binary.ts';
import { startMongod } from '../../dev/mongod/private-mongod.ts';
import { becomesPrimary } from '../../dev/mongod/replica-set.ts';
import { signUpTraveller } from '../kit/graph-client.ts';
import { eventually } from '../kit/eventually.ts';
import { launch } from '../kit/launcher.ts';
import { foreignServerCommand } from './foreign-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder = '';
/** The PATH with a `mongod` in front that starts the foreign server. */
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wayfare-mongod-test-'));
  const command = foreignServerCommand().map((word) => `'${word}'`);
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo "db version v8.0.30" && exit\nexec ${command.join(' ')} "$@"\n`;
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin/mongod'), script);
  await chmod(join(folder, 'bin/mongod'), 0o755);
  path = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('npm start with a mongod on the PATH', () => {
  it('serves from the mongod, says so, and leaves none running', { timeout: 120_000 }, async () => {
    const dataDirectory = join(folder, 'data');
    const launcher = launch({ PATH: path, DATA_DIRECTORY: dataDirectory });
    const router = await launcher.untilReady();
    expect(launcher.output()).toContain('MongoDB: mongod 8.0.30');
    expect(launcher.output()).toMatch(
      /MongoDB +mongodb:\/\/127\.0\.0\.1:\d+\/\?replicaSet=wayfare \(mongod 8\.0\.30\)/,
    );
    await signUpTraveller(router);
    const [, url = ''] = /(mongodb:\/\/\S+) \(mongod/.exec(launcher.output()) ?? [];
    const client = new MongoClient(url);
    expect(await client.db('wayfare_users').collection('users').countDocuments()).toBe(1);
    await client.close();

    expect((await stat(join(dataDirectory, 'mongod'))).mode & 0o777).toBe(0o700);
    expect(existsSync(join(dataDirectory, 'mongodb'))).toBe(false);
    launcher.kill('SIGTERM');
    expect(await launcher.untilEnded()).toBe(0);
    await expect(new MongoClient(url, { serverSelectionTimeoutMS: 500 }).connect()).rejects.toThrow();
  });
});

describe('npm test with a mongod on the PATH', () => {
  it('uses the mongod, and says so first', { timeout: 120_000 }, () => {
    const { MONGODB_URL: _url, TEST_MONGODB: _chosen, ...environment } = process.env;
    const file = 'tests/contract/mongodb/mongoose.test.ts';
    const { stdout, status } = spawnSync('npx', ['vitest', 'run', '--project', 'integration', file], {
      cwd: root,
      encoding: 'utf8',
      env: { ...environment, PATH: path },
    });
    expect(stdout).toContain('MongoDB: mongod 8.0.30\n');
    expect(stdout).not.toContain('NOT RUN');
    expect(status).toBe(0);
  });
});

describe('a private mongod', () => {
  it(
    'is primary of a replica set of one, again after a change of its port',
    { timeout: 60_000 },
    async () => {
      const binary = findMongod(path);
      if (binary === null || 'unusable' in binary) throw new Error('the stand-in is not found');
      const mongod = await startMongod({ binary });
      const port = Number(new URL(mongod.url).port);
      const client = new MongoClient(mongod.url.replace(/\?.*/, '?directConnection=true'));
      try {
        const admin = client.db('admin');
        const pid = Number((await admin.command({ serverStatus: 1 }))['pid']);
        expect(await becomesPrimary(port, pid)).toBe(true);
        const config = (await admin.command({ replSetGetConfig: 1 }))['config'] as Document;
        expect(config).toMatchObject({ _id: 'wayfare', version: 1 });
        // The configuration of a start on another port: this member is not in it.
        const members = [{ _id: 0, host: '127.0.0.1:1' }];
        await admin.command({ replSetReconfig: { ...config, version: 2, members }, force: true });
        expect(await becomesPrimary(port, pid)).toBe(false);
        await eventually(async () => {
          expect(await becomesPrimary(port, pid)).toBe(true);
        });
        expect((await admin.command({ replSetGetConfig: 1 }))['config']).toMatchObject({ version: 3 });
        await expect(becomesPrimary(port, pid + 1)).rejects.toThrow('another process answers');
      } finally {
        await client.close();
        await mongod.close();
      }
    },
  );
});
