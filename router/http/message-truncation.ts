import type { ErrorFormatter } from '../errors.ts';

const maxMessageLength = 1_000;
const longWords = /\S{100,}/g;

/**
 * Truncates names and values of the client in messages: a hundred errors with a name of 100 KB would make a response of
 * 10 MB. Messages of subgraphs stay unchanged.
 */
export function withTruncatedMessages(format: ErrorFormatter): ErrorFormatter {
  return (given, error) => {
    const formatted = format(given, error);
    if (formatted.message.length <= maxMessageLength) return formatted;
    if (formatted.extensions?.['serviceName'] !== undefined) return formatted;
    const words = formatted.message.replace(longWords, (word) => truncateMiddle(word, 60));
    return { ...formatted, message: truncateMiddle(words, maxMessageLength) };
  };
}

function truncateMiddle(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const kept = Math.floor(maxLength / 2);
  return `${text.slice(0, kept)}…${text.slice(-kept)}`;
}
