import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';

export interface TextCorrection {
  /** Occurs once in the module. */
  wrong: string;
  right: string;
  /** A function that `right` calls, appended to the module. */
  helper?: string;
}

/** Marks corrected modules. */
const corrected = Symbol.for('wayfare.corrected');

/**
 * Loads a module with its text corrected; later imports get the same module.
 * @throws Error if a wrong text does not occur exactly once, or the module was loaded before
 */
export function correctModule(
  require: NodeJS.Require,
  path: string,
  corrections: readonly TextCorrection[],
): void {
  const loaded = require.cache[path] as (NodeJS.Module & { [corrected]?: true }) | undefined;
  if (loaded?.[corrected] === true) return;
  if (loaded !== undefined) {
    throw new Error(
      `${path} was loaded before it could be corrected: import router/planning/corrections/apply.ts first`,
    );
  }
  let text = readFileSync(path, 'utf8');
  for (const { wrong, right, helper = '' } of corrections) {
    if (text.split(wrong).length !== 2) {
      throw new Error(
        `Expected the text to correct once in ${path}: the corrections are for another version. Found: ${wrong}`,
      );
    }
    text = `${text.replace(wrong, () => right)}\n${helper}`;
  }
  const module = new Module(path) as NodeJS.Module & {
    _compile(source: string, path: string): void;
    [corrected]?: true;
  };
  module[corrected] = true;
  module.filename = path;
  module.paths = lookupPaths(dirname(path));
  require.cache[path] = module;
  module._compile(text, path);
  module.loaded = true;
}

/** The node_modules directories for modules of this directory. */
function lookupPaths(directory: string): string[] {
  return createRequire(`${directory}/`).resolve.paths('x') ?? [];
}
