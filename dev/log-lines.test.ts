import { describe, expect, it } from 'vitest';
import { createLogPrinter } from './log-lines.ts';

function printed(name: string, line: string): string[] {
  const lines: string[] = [];
  createLogPrinter(false, (text) => lines.push(text))(name, line);
  return lines;
}

describe('the log printer', () => {
  it('formats a JSON line of pino after the name of its process', () => {
    const line =
      '{"level":"warn","time":"2026-11-21T12:00:00.000Z","service":"users","url":"u","msg":"slow"}';
    expect(printed('users', line)).toEqual([
      expect.stringMatching(/^users {8}\| \[\S+\] WARN: slow \{"url":"u"\}$/),
    ]);
  });

  it('formats a JSON line with the field message, as the embedded MongoDB writes it', () => {
    const line =
      '{"level":"info","time":"2026-11-21T12:00:00.000Z","url":"mongodb://127.0.0.1:1","message":"ready"}';
    expect(printed('mongodb', line)).toEqual([
      expect.stringMatching(/^mongodb {6}\| \[\S+\] INFO: ready \{"url":"mongodb:\/\/127.0.0.1:1"\}$/),
    ]);
  });

  it('prints each line of an error stack after the process name', () => {
    const line =
      '{"level":"error","err":{"type":"Error","message":"no","stack":"Error: no\\n    at a.ts:1"},"msg":"oh"}';
    const lines = printed('router', line);
    expect(lines.join('\n')).toContain('Error: no');
    expect(lines.every((text) => text.startsWith('router       | '))).toBe(true);
  });

  it('prints the error of a warning in one line, without its stack trace', () => {
    const err = {
      type: 'MongoServerSelectionError',
      message: 'no server',
      stack: 'Error: no\\n    at a.ts:1',
    };
    const line = `{"level":"warn","err":${JSON.stringify(err)},"msg":"consumer failed"}`;
    expect(printed('users', line)).toEqual([
      expect.stringMatching(/WARN: consumer failed \{"error":"MongoServerSelectionError: no server"\}$/),
    ]);
  });

  it.each(['plain words', '{"ready":true}', '{ not JSON', ''])('prints other lines unchanged: %s', (line) => {
    expect(printed('mongodb', line)).toEqual([`mongodb      | ${line}`]);
  });
});
