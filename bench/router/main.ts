import { parseArguments, usage } from './arguments.ts';
import type { Arguments } from './arguments.ts';
import { measure } from './measure.ts';

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

let given: Arguments;
try {
  given = parseArguments(process.argv.slice(2));
} catch (error) {
  say(`${String(error)}\n${usage}`);
  process.exit(64);
}
try {
  await measure(given, say);
} catch (error) {
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
