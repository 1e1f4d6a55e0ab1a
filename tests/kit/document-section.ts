/**
 * Replaces the part of a document between two marker lines.
 * @throws Error where the document lacks them
 */
export function replaceSection(
  text: string,
  { begin, end }: { begin: string; end: string },
  section: string,
): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`expected the lines ${begin} and ${end} in the document`);
  return `${text.slice(0, from)}${begin}\n\n${section}\n\n${text.slice(to)}`;
}
