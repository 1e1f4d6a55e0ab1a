import type { Figures } from './measure.ts';
import type { Report } from './report.ts';

const width = 640;
const height = 360;
const plot = { left: 64, right: 610, top: 70, bottom: 300 };
const maxTimes = 10;

// The card follows the reader's colour scheme, so that it is readable on any page.
const style = `
  .card { fill: #ffffff; stroke: #d5dae1; }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2730; }
  .title { font-size: 17px; font-weight: 600; }
  .note { fill: #5b6673; }
  .axis { stroke: #9aa4b0; }
  .line { fill: none; stroke-width: 2.5; }
  .limited { stroke: #0b8f7e; fill: #0b8f7e; }
  .unlimited { stroke: #8a97a8; fill: #8a97a8; }
  polyline.limited, polyline.unlimited { fill: none; }
  @media (prefers-color-scheme: dark) {
    .card { fill: #161b22; stroke: #30363d; }
    text { fill: #e3e9f0; }
    .note { fill: #9da8b5; }
  }`;

/** Draws the goodput by the rate of requests, with and without the limits of overload. */
export function plotOf({ limited, unlimited }: Pick<Report, 'limited' | 'unlimited'>): string {
  const all = [limited, ...(unlimited === null ? [] : [unlimited])];
  const max = Math.max(...all.flatMap(({ points }) => points.map(({ goodPerSecond }) => goodPerSecond)), 1);
  const ticks = limited.points.map(({ times }) =>
    text(xOf(times), plot.bottom + 20, `${times}×`, 'note', 'middle'),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Answers a second, by the rate of requests">`,
    `<style>${style}\n</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10"/>`,
    text(24, 34, 'Goodput under overload', 'title'),
    text(24, 54, 'Answers a second before the client left, by the rate of requests', 'note'),
    `<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${plot.bottom}" y2="${plot.bottom}"/>`,
    ...ticks,
    text(plot.left - 8, plot.top + 4, Math.round(max).toLocaleString('en'), 'note', 'end'),
    text(plot.left - 8, plot.bottom + 4, '0', 'note', 'end'),
    ...(unlimited === null ? [] : [curve(unlimited, max, 'unlimited')]),
    curve(limited, max, 'limited'),
    text(plot.left, height - 18, '● with limits (default)', 'limited'),
    ...(unlimited === null ? [] : [text(plot.left + 190, height - 18, '● without limits', 'unlimited')]),
    '</svg>\n',
  ].join('\n');
}

function curve({ points }: Figures, max: number, className: string): string {
  const places = points.map(({ times, goodPerSecond }) => ({
    x: xOf(times).toFixed(1),
    y: (plot.bottom - ((plot.bottom - plot.top) * goodPerSecond) / max).toFixed(1),
  }));
  const line = places.map(({ x, y }) => `${x},${y}`).join(' ');
  const dots = places.map(({ x, y }) => `<circle class="${className}" cx="${x}" cy="${y}" r="4"/>`);
  return [`<polyline class="line ${className}" points="${line}"/>`, ...dots].join('\n');
}

function xOf(times: number): number {
  return plot.left + ((plot.right - plot.left) * times) / maxTimes;
}

function text(x: number, y: number, content: string, className: string, anchor = 'start'): string {
  return `<text class="${className}" x="${x}" y="${y}" text-anchor="${anchor}" stroke="none">${content}</text>`;
}
