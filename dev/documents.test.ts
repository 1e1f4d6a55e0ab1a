import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .trim()
  .split('\n');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const exists = (path: string) => existsSync(join(root, path));

/** Paths from the root, in backticks: `router/app.ts`, `tests/model/`. */
const namedPath =
  /`((?:router|subgraphs|platform|schema|dev|tests|bench|docs)\/[\w./-]+(?:\.(?:ts|js|graphql|md)|\/))`/g;

describe('documents', () => {
  it.each(documents)('%s links only to files that exist', (document) => {
    const links = [...read(document).matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !exists(join(dirname(document), link)))).toEqual([]);
  });

  it.each(documents)('%s names only files that exist', (document) => {
    const paths = [...read(document).matchAll(namedPath)].map(([, path = '']) => path);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it('life-of-a-booking.md names functions of the files beside them', () => {
    const pairs = [
      ...read('docs/life-of-a-booking.md').matchAll(
        /`([\w./-]+\.ts)`(?:,)?\s+\((?:[^()`]*)`(\w+)`(?:,[^()]*)?\)/g,
      ),
    ].map(([, path = '', name = '']) => ({ path, name }));
    expect(pairs.length).toBeGreaterThan(10);
    expect(pairs.filter(({ path, name }) => !read(path).includes(name))).toEqual([]);
  });
});
