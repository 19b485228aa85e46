import { formatFigure } from './result-table.ts';
import type { RowResult } from './rounds.ts';
import { describeTarget } from './target.ts';

const WIDTH = 860;
const ROW_HEIGHT = 40;
const MARGIN = 34;
/** The axis, from a figure of 0 to {@link AXIS_END} times the target. */
const AXIS_LEFT = 290;
const AXIS_WIDTH = 360;
const AXIS_END = 2;
const LABEL_LEFT = AXIS_LEFT + AXIS_WIDTH + 20;

const STYLE = `
  svg { font: 13px system-ui, sans-serif; --paper: #fff; --ink: #1f2328; --bar: #b6cdea; --point: #1f5fae; --target: #b35900 }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #e6edf3; --bar: #274a75; --point: #8ec1ff; --target: #ffa657 }
  }
  text { fill: var(--ink) } .paper { fill: var(--paper) } .bar { fill: var(--bar) } .point { fill: var(--point) }
  .target { stroke: var(--target); stroke-width: 2 } .even { stroke: var(--ink); stroke-dasharray: 3 3 }
  .target-text { fill: var(--target) }`;

/**
 * An SVG: per row a point for each round, a bar for their median, and a line for the target, which is
 * at the same place for all; rows without a target have a dashed line at 1. What lies beyond the axis
 * is drawn at its end.
 */
export function drawResults(results: readonly RowResult[]): string {
  const height = 2 * MARGIN + results.length * ROW_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">
<style>${STYLE}
</style>
<rect class="paper" width="100%" height="100%"/>
<text class="target-text" x="${position(1)}" y="22" text-anchor="middle">target</text>
${results.map((result, index) => drawRow(result, MARGIN + index * ROW_HEIGHT)).join('\n')}
<text x="${AXIS_LEFT}" y="${height - 12}">bar: median · points: rounds · dashed: equally fast</text>
</svg>
`;
}

function drawRow(result: RowResult, top: number): string {
  const { row, values, median } = result;
  const scale = row.target?.value ?? 1;
  const middle = top + ROW_HEIGHT / 2;
  const points = values.map(
    (value) => `<circle class="point" cx="${position(value / scale)}" cy="${middle}" r="3.5"/>`,
  );
  const kind = row.target ? 'target' : 'even';
  const line = `<line class="${kind}" x1="${position(1)}" x2="${position(1)}" y1="${top + 2}" y2="${top + ROW_HEIGHT - 2}"/>`;
  const figure = `${formatFigure(median)}${row.unit ? ` ${row.unit}` : ''}`;
  return `<g>
<text x="${AXIS_LEFT - 12}" y="${middle + 4}" text-anchor="end">${escapeXml(row.title)}</text>
<rect class="bar" x="${AXIS_LEFT}" y="${middle - 9}" width="${position(median / scale) - AXIS_LEFT}" height="18"/>
${line}${points.join('')}
<text x="${LABEL_LEFT}" y="${middle + 4}">${escapeXml(figure + verdict(result))}</text>
</g>`;
}

function verdict({ row, reached }: RowResult): string {
  return row.target
    ? `, ${describeTarget(row.target)}: ${reached ? 'reached' : 'not reached'}`
    : '';
}

/** @param share of the target, 1 being the target itself */
function position(share: number): number {
  return Math.round(AXIS_LEFT + (AXIS_WIDTH * Math.min(Math.max(share, 0), AXIS_END)) / AXIS_END);
}

/** Text as it may stand in XML. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
