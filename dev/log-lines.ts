import { styleText } from 'node:util';
import { prettyFactory } from 'pino-pretty';
import type { LogSink } from './child.ts';

/** The colours of the process names, in turn. */
const colours = [
  'cyan',
  'green',
  'yellow',
  'magenta',
  'blue',
  'redBright',
  'cyanBright',
  'greenBright',
] as const;
/** The levels whose errors are printed with their stack trace. */
const severe: readonly unknown[] = ['error', 'fatal'];
const nameWidth = 'reservations'.length;

/**
 * Prints the output of processes, each line after its process's name. Formats pino's JSON lines, and leaves the rest
 * unchanged. An error in a warning is a condition that the process expects, such as a store that is still starting: its
 * message is printed without the stack trace.
 * @param colour true for a terminal
 * @param print receives a line without its line break
 */
export function createLogPrinter(colour: boolean, print: (line: string) => void): LogSink {
  const pretty = prettyFactory({
    colorize: colour,
    singleLine: true,
    errorLikeObjectKeys: ['err'],
    ignore: 'pid,hostname,service',
    translateTime: 'SYS:HH:MM:ss',
  });
  const prefixes = new Map<string, string>();
  const prefixOf = (name: string) => {
    const known = prefixes.get(name);
    if (known !== undefined) return known;
    const text = name.padEnd(nameWidth);
    const style = colours[prefixes.size % colours.length] ?? 'cyan';
    const prefix = `${colour ? styleText(style, text) : text} | `;
    prefixes.set(name, prefix);
    return prefix;
  };
  return (name, line) => {
    const entry = pinoEntry(line);
    const text = entry === null ? line : pretty(entry);
    for (const part of text.trimEnd().split('\n')) print(`${prefixOf(name)}${part}`);
  };
}

/** Parses a JSON log line of pino; null for any line that is not JSON. */
function pinoEntry(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{')) return null;
  try {
    const { message, ...entry } = JSON.parse(line) as Record<string, unknown>;
    const msg = entry['msg'] ?? message;
    return 'level' in entry && msg !== undefined ? { ...withoutStack(entry), msg } : null;
  } catch {
    return null;
  }
}

function withoutStack({ err, ...entry }: Record<string, unknown>): Record<string, unknown> {
  if (err === undefined) return entry;
  if (severe.includes(entry['level'])) return { ...entry, err };
  const { type, message } = err as { type?: string; message?: string };
  return { ...entry, error: message === undefined ? err : `${type ?? 'Error'}: ${message}` };
}
