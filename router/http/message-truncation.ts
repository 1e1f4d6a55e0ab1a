import type { ErrorFormatter } from '../errors.ts';

const longestMessage = 1_000;
/** What takes up the room in a message: a name or a value that a client sent. What was expected is beside it. */
const longWords = /\S{100,}/g;

/**
 * Leaves out most of what a client sent and messages repeat. A hundred errors that all tell a name of 100 KB would
 * otherwise be an answer of 10 MB. What subgraphs say is left as it is.
 */
export function withTruncatedMessages(format: ErrorFormatter): ErrorFormatter {
  return (given, error) => {
    const formatted = format(given, error);
    if (formatted.message.length <= longestMessage) return formatted;
    if (formatted.extensions?.['serviceName'] !== undefined) return formatted;
    const words = formatted.message.replace(longWords, (word) => middleLeftOut(word, 60));
    return { ...formatted, message: middleLeftOut(words, longestMessage) };
  };
}

function middleLeftOut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = Math.floor(longest / 2);
  return `${text.slice(0, kept)}…${text.slice(-kept)}`;
}
