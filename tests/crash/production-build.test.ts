import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { subgraphs } from '../../schema/subgraphs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The files that `npm run build` compiles, relative to the root. */
function builtFiles(): string[] {
  const config: unknown = ts.readConfigFile(`${root}/tsconfig.build.json`, (file) =>
    ts.sys.readFile(file),
  ).config;
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return fileNames.map((file) => relative(root, file).split(sep).join('/'));
}

describe('a production build', () => {
  const files = builtFiles();
  const textOf = (file: string) => readFileSync(`${root}/${file}`, 'utf8');

  it('contains no code of the tests', () => {
    expect(files).toContain('subgraphs/reservations/worker/main.ts');
    expect(files.filter((file) => !/^(platform|subgraphs|router|schema)\//.test(file))).toEqual([]);
    expect(files.filter((file) => /FAULTS_URL|from '[./]+\/(tests|dev)\//.test(textOf(file)))).toEqual([]);
  });

  it('has no entry that decorates its ports', () => {
    const entries = files
      .filter((file) => textOf(file).includes('runProcess('))
      .filter((file) => file !== 'platform/lifecycle.ts');
    expect(entries.toSorted()).toEqual(
      [
        'router/main.ts',
        ...subgraphs.map(({ name }) => `subgraphs/${name}/main.ts`),
        'subgraphs/reservations/worker/main.ts',
      ].toSorted(),
    );
    expect(entries.filter((file) => /\b(openPorts|openWorkerPorts|provider)\b/.test(textOf(file)))).toEqual(
      [],
    );
  });
});
