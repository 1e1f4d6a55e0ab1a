/** A table for the console and for Markdown. */
export interface Table {
  title: string;
  /** Printed above the table. */
  notes: readonly string[];
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** Formats a table as text: the first column aligned left, the others right. */
export function tableText({ title, notes, columns, rows }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const aligned = lines.map((line) =>
    line
      .map((text, column) =>
        column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, ...notes.map((note) => `  ${note}`), ...aligned.map((line) => `    ${line}`)].join('\n');
}

export function tableMarkdown({ title, notes, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, column) => (column === 0 ? '---' : '---:'));
  return [`### ${title}`, '', notes.join(' '), '', ...[columns, rule, ...rows].map(line)].join('\n');
}
