import { parseArgs } from 'node:util';

/** The arguments of `npm run test:fuzz -- --gateway …`. */
export interface FuzzArguments {
  /** The command of the gateway, with `{supergraph}` and `{port}`. */
  command: string;
  /** The path of its GraphQL endpoint. */
  path: string;
  seed: number;
  graphs: number;
  /** The number for each graph. */
  operations: number;
}

const placeholders = ['{supergraph}', '{port}'] as const;

/** @returns null without `--gateway` @throws Error for invalid arguments */
export function parseFuzzArguments(args: readonly string[]): FuzzArguments | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      gateway: { type: 'string' },
      path: { type: 'string', default: '/graphql' },
      seed: { type: 'string', default: '1' },
      graphs: { type: 'string', default: '30' },
      operations: { type: 'string', default: '100' },
    },
  });
  const { gateway: command, path } = values;
  if (command === undefined) return null;
  for (const placeholder of placeholders) {
    if (!command.includes(placeholder)) throw new Error(`--gateway: expected ${placeholder} in the command.`);
  }
  return {
    ...{ command, path },
    seed: countOf('seed', values.seed),
    graphs: countOf('graphs', values.graphs),
    operations: countOf('operations', values.operations),
  };
}

function countOf(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name}: expected a positive integer, got ${text}.`);
  return Number(text);
}
