import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CorruptLogError } from '../../../dev/mongodb/log-format.ts';
import { startMongoServer } from '../../../dev/mongodb/server.ts';
import { sendCommand } from './raw-connection.ts';

let directory = '';
let log = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'embedded-mongodb-'));
  log = join(directory, 'log');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The ids of the documents that a server finds in the log, and its warnings. */
async function opened(bytes?: Buffer): Promise<{ ids: number[]; warnings: string[] }> {
  if (bytes) writeFileSync(log, bytes);
  const warnings: string[] = [];
  const server = await startMongoServer({
    port: 0,
    directory,
    logger: { info: () => undefined, warn: (message) => warnings.push(message), error: () => undefined },
  });
  const reply = await sendCommand(server.port, { find: 't', sort: { _id: 1 }, $db: 'a' });
  await server.close();
  const { firstBatch } = reply['cursor'] as { firstBatch: { _id: number }[] };
  return { ids: firstBatch.map(({ _id }) => _id), warnings };
}

/** A log of a collection and four documents. @returns its bytes, and the offset of each record */
async function writeLog(): Promise<{ bytes: Buffer; offsets: number[] }> {
  const server = await startMongoServer({ port: 0, directory });
  for (const _id of [1, 2, 3, 4])
    await sendCommand(server.port, { insert: 't', documents: [{ _id, text: 'some words' }], $db: 'a' });
  await server.close();
  const bytes = readFileSync(log);
  const offsets: number[] = [];
  for (let at = 0; at < bytes.length; at += 8 + bytes.readUInt32LE(at)) offsets.push(at);
  return { bytes, offsets };
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0xff;
  return copy;
}

describe('a damaged log of the embedded server', () => {
  it('is refused where whole records follow the damage, in whichever byte', async () => {
    const { bytes, offsets } = await writeLog();
    const [, second = 0, third = 0] = offsets;
    for (let at = second; at < third; at++) {
      const refusal = opened(flipped(bytes, at));
      await expect(refusal, `byte ${at - second}`).rejects.toThrow(CorruptLogError);
      await expect(refusal).rejects.toThrow(
        `${log} is damaged at offset ${second}: the record there is broken, and a whole record follows at ${third}.`,
      );
      await expect(refusal).rejects.toThrow(`truncate -s ${second} ${log}`);
    }
    expect(readFileSync(log)).toHaveLength(bytes.length);
  });

  it('is refused where a damaged length reaches beyond the end', async () => {
    const { bytes, offsets } = await writeLog();
    const copy = Buffer.from(bytes);
    copy.writeUInt32LE(0x7fffffff, offsets[1]);
    await expect(opened(copy)).rejects.toThrow(CorruptLogError);
  });

  it('is cut at its last record where that is torn at any length', async () => {
    const { bytes, offsets } = await writeLog();
    const last = offsets.at(-1) ?? 0;
    for (let size = last + 1; size < bytes.length; size++) {
      const { ids, warnings } = await opened(bytes.subarray(0, size));
      expect(ids, `${size - last} bytes`).toEqual([1, 2, 3]);
      expect(warnings).toEqual([`log truncated: its last ${size - last} bytes were not a whole record`]);
      expect(statSync(log).size).toBe(last);
    }
  });

  it('is cut at its last record where that has a damaged byte', async () => {
    const { bytes, offsets } = await writeLog();
    const last = offsets.at(-1) ?? 0;
    for (let at = last; at < bytes.length; at++)
      expect((await opened(flipped(bytes, at))).ids, `byte ${at - last}`).toEqual([1, 2, 3]);
  });

  it('is cut silently at zeros, the reserve of an opening that was interrupted', async () => {
    const { bytes } = await writeLog();
    const { ids, warnings } = await opened(Buffer.concat([bytes, Buffer.alloc(5_000)]));
    expect({ ids, warnings }).toEqual({ ids: [1, 2, 3, 4], warnings: [] });
  });

  it('ends the process with a line that names the file, the offset and the way out', async () => {
    const { bytes, offsets } = await writeLog();
    writeFileSync(log, flipped(bytes, (offsets[1] ?? 0) + 20));
    const main = new URL('../../../dev/mongodb/main.ts', import.meta.url).pathname;
    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--import', 'tsx', main, '--port', '0', '--directory', directory],
        (error, _stdout, output) => {
          resolve({ code: error?.code, stderr: output });
        },
      );
    });
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({
      level: 'error',
      message: expect.stringContaining(`${log} is damaged at offset ${offsets[1]}`) as string,
    });
  });
});

describe('the files of the embedded server', () => {
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('are for their owner only; existing ones are corrected', async () => {
    const data = join(directory, 'data');
    mkdirSync(data, { mode: 0o755 });
    writeFileSync(join(data, 'log'), '', { mode: 0o644 });
    chmodSync(data, 0o755);
    chmodSync(join(data, 'log'), 0o644);
    const server = await startMongoServer({ port: 0, directory: data, compactAboveBytes: 500 });
    const modes = () => [data, join(data, 'log'), join(data, 'lock')].map(modeOf);
    expect(modes()).toEqual(['700', '600', '600']);
    const update = {
      update: 't',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      $db: 'a',
    };
    for (let round = 0; round < 30; round++) await sendCommand(server.port, update);
    expect(statSync(join(data, 'log')).size).toBeLessThan(1_500);
    expect(modes()).toEqual(['700', '600', '600']);
    await server.close();
  });
});
