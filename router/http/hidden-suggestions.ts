import type { ErrorFormatter } from '../errors.ts';

/** Begins the last sentence of graphql's messages about unknown names and values, in operations and in variables. */
const suggestion = ' Did you mean ';

/** Removes suggestions of names from errors: they describe the schema to clients that may not introspect it. */
export function withoutSuggestions(format: ErrorFormatter): ErrorFormatter {
  return (given, error) => {
    const formatted = format(given, error);
    const { message, extensions } = formatted;
    // Suggestions of a subgraph concern its own rules.
    if (extensions?.['serviceName'] !== undefined || !message.endsWith('?')) return formatted;
    const at = message.lastIndexOf(suggestion);
    return at === -1 ? formatted : { ...formatted, message: message.slice(0, at) };
  };
}
