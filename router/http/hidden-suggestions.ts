import type { ErrorFormatter } from '../errors.ts';

/** At the end of graphql's messages about unknown names and values, in operations and in variables. */
const suggestion = /\s*Did you mean [^]+\?$/;

/** Removes suggestions of names from errors: they describe the schema to clients that may not introspect it. */
export function withoutSuggestions(format: ErrorFormatter): ErrorFormatter {
  return (given, error) => {
    const formatted = format(given, error);
    // Suggestions of a subgraph concern its own rules.
    if (formatted.extensions?.['serviceName'] !== undefined) return formatted;
    return { ...formatted, message: formatted.message.replace(suggestion, '') };
  };
}
