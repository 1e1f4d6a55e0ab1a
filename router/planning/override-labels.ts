import type { Schema } from '@apollo/federation-internals';

const prefix = '# @override ';

/** The labels of `@override` in a supergraph. */
export function overrideLabelsOf(supergraph: Schema): string[] {
  const applications = [...(supergraph.directive('join__field')?.applications() ?? [])];
  const labels = applications.map((one) => (one.arguments() as { overrideLabel?: string }).overrideLabel);
  return [...new Set(labels.filter((label) => label !== undefined))];
}

/**
 * Writes the active labels of `@override` into the text of an operation, as a comment: a plan depends on both, and
 * planning threads share plans by text.
 */
export function withOverrides(text: string, labels: readonly string[]): string {
  return labels.length === 0 ? text : `${prefix}${JSON.stringify(labels)}\n${text}`;
}

/** Reads the labels that `withOverrides` wrote. */
export function overridesIn(text: string): string[] {
  if (!text.startsWith(prefix)) return [];
  return JSON.parse(text.slice(prefix.length, text.indexOf('\n'))) as string[];
}
