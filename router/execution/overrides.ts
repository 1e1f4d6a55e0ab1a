import type { Caller } from '../../platform/identity.ts';

/**
 * Decides for a request whether the fields under a label of `@override` are fetched from their new subgraph.
 * @param label not of the form `percent(5)`
 */
export type DecideOverride = (label: string, request: { caller: Caller }) => boolean;

/** By label: true, false, or a percentage of the requests. */
export type OverrideSettings = Readonly<Record<string, boolean | number>>;

/** Returns the active labels of a request. */
export type ActiveOverrides = (request: { caller: Caller }) => readonly string[];

const percentage = /^percent\((\d{1,3}(?:\.\d+)?)\)$/;

/** Decides by settings; a label without a setting is inactive. */
export function overridesBySettings(settings: OverrideSettings, random = Math.random): DecideOverride {
  return (label) => {
    const setting = Object.hasOwn(settings, label) ? (settings[label] ?? false) : false;
    return typeof setting === 'boolean' ? setting : random() * 100 < setting;
  };
}

/**
 * Compiles the labels of a supergraph: `percent(5)` is active for that share of the requests, whatever `decide` says
 * (https://www.apollographql.com/docs/graphos/schema-design/guides/migrate-fields#incremental-migration-with-progressive-override).
 * @returns null for a supergraph without labels
 */
export function compileOverrides(
  labels: readonly string[],
  decide: DecideOverride,
  random = Math.random,
): ActiveOverrides | null {
  if (labels.length === 0) return null;
  const shares = labels.map((label) => ({ label, share: percentage.exec(label)?.[1] }));
  return (request) =>
    shares
      .filter(({ label, share }) =>
        share === undefined ? decide(label, request) : random() * 100 < Number(share),
      )
      .map(({ label }) => label);
}
