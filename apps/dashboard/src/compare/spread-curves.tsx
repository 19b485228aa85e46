import { runLetter, type ComparedRun } from '@chorus/run-view';
import { useEffect, useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { inkOf, useTheme, type Theme } from '../colours.ts';
import { Panel } from '../parts.tsx';
import { epochAxes, usePlot, type PlotOptions } from '../plot.ts';

type Measure = 'loss' | 'accuracy';

interface SpreadCurvesProps {
  readonly title: string;
  readonly measure: Measure;
  readonly runs: readonly ComparedRun[];
}

const BAND_OPACITY = 0.18;

/** The mean of each run's members over the epochs, in a band from the least to the most. */
export function SpreadCurves({ title, measure, runs }: SpreadCurvesProps) {
  const readout = useRef<HTMLSpanElement>(null);
  const theme = useTheme();
  const epochs = Math.max(1, ...runs.map((run) => run.epochs.at(-1)?.epoch ?? 0));
  const { room, plot } = usePlot(() => {
    const show = (text: string) => (readout.current!.textContent = text);
    return optionsOf(runs.length, epochs, theme, show);
  }, [runs.length, epochs, theme]);
  useEffect(() => plot.current?.setData(dataOf(runs, epochs, measure)), [runs, epochs, theme]);
  return (
    <Panel
      title={`${title}: members’ mean and range`}
      aside={<span class="readout" ref={readout} />}
    >
      <div role="img" aria-label={describe(title, measure, runs)} class="plot" ref={room} />
    </Panel>
  );
}

/** Three series for each run, after the epochs: mean, most, least. */
function dataOf(runs: readonly ComparedRun[], epochs: number, measure: Measure): uPlot.AlignedData {
  const numbers = Array.from({ length: epochs }, (_, index) => index + 1);
  const series = runs.flatMap((run) =>
    (['mean', 'most', 'least'] as const).map((which) => {
      const line = new Array<number | null>(epochs).fill(null);
      for (const { epoch, [measure]: spread } of run.epochs) line[epoch - 1] = spread[which];
      return line;
    }),
  );
  return [numbers, ...series];
}

function optionsOf(
  runs: number,
  epochs: number,
  theme: Theme,
  show: (text: string) => void,
): PlotOptions {
  const indices = Array.from({ length: runs }, (_, index) => index);
  const edge = { width: 0, points: { show: false } };
  return {
    ...epochAxes(epochs, theme),
    cursor: { drag: { x: false, y: false }, points: { show: false } },
    series: [
      {},
      ...indices.flatMap((index) => [
        { stroke: () => inkOf(theme).memberColour(index + 1), width: 2, points: { size: 5 } },
        edge,
        edge,
      ]),
    ],
    bands: indices.map((index) => ({
      series: [meanIndex(index) + 1, meanIndex(index) + 2],
      fill: () => inkOf(theme).memberColour(index + 1, BAND_OPACITY),
    })),
    hooks: { setCursor: [(plot) => show(readoutOf(plot, indices))] },
  };
}

/** Among the plot's series. @param run counts from 0 */
function meanIndex(run: number): number {
  return 1 + 3 * run;
}

/** What is under the pointer: `epoch 3 · A 0.4312 · B 0.5120` */
function readoutOf(plot: uPlot, runs: readonly number[]): string {
  const { idx } = plot.cursor;
  if (idx === null || idx === undefined) return '';
  const values = runs.flatMap((run) => {
    const value = plot.data[meanIndex(run)]?.[idx];
    return typeof value === 'number' ? `${runLetter(run)} ${value.toFixed(4)}` : [];
  });
  return [`epoch ${idx + 1}`, ...values].join(' · ');
}

/** The chart in words, for those who do not see it. */
function describe(title: string, measure: Measure, runs: readonly ComparedRun[]): string {
  const newest = runs.map(({ epochs }, index) => {
    const last = epochs.at(-1);
    const value = last ? `${last[measure].mean.toFixed(4)} in epoch ${last.epoch}` : 'no epoch yet';
    return `${runLetter(index)} ${value}`;
  });
  return `${title} by epoch, mean of the members: ${newest.join(', ')}`;
}
