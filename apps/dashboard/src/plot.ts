/** What all plots over epochs have in common. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { inkOf, type Theme } from './colours.ts';

/** A figure of an epoch over which curves are drawn. */
export type Measure = 'loss' | 'accuracy' | 'validationLoss' | 'validationAccuracy';
export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

const HEIGHT = 240;
/** CSS pixels: two beside each other on A4 or Letter, see print.css. */
const PRINTED_WIDTH = 312;

interface Plot {
  /** The element that the plot fills. */
  readonly room: RefObject<HTMLDivElement | null>;
  readonly plot: { readonly current: uPlot | undefined };
}

/** A plot without data, as wide as its element; made anew whenever one of `causes` has changed. */
export function usePlot(options: () => PlotOptions, causes: readonly unknown[]): Plot {
  const room = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  useLayoutEffect(() => {
    const element = room.current!;
    const size = { width: element.clientWidth, height: HEIGHT };
    const made = new uPlot({ ...options(), ...size }, [[]], element);
    plot.current = made;
    const fit = () => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: HEIGHT });
    };
    const resizing = new ResizeObserver(fit);
    resizing.observe(element);
    // The window still has its own width and colours when this is told.
    const fitPaper = () => made.setSize({ width: PRINTED_WIDTH, height: HEIGHT });
    addEventListener('beforeprint', fitPaper);
    addEventListener('afterprint', fit);
    return () => {
      removeEventListener('beforeprint', fitPaper);
      removeEventListener('afterprint', fit);
      resizing.disconnect();
      plot.current = undefined;
      made.destroy();
    };
  }, causes);
  return { room, plot };
}

/** Axes from the first epoch to the last, without legend. */
export function epochAxes(epochs: number, theme: Theme) {
  const axis = {
    stroke: () => inkOf(theme).text,
    grid: { stroke: () => inkOf(theme).line, width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  const incrs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];
  return {
    legend: { show: false },
    padding: [8, 16, 0, 0],
    scales: { x: { time: false, range: () => (epochs === 1 ? [0, 2] : [1, epochs]) } },
    axes: [
      { ...axis, size: 28, incrs },
      { ...axis, size: 44, values: (_, splits) => labelsOf(splits) },
    ],
  } satisfies Partial<PlotOptions>;
}

/** The labels of an axis, with as many decimals as the step between its marks has. */
function labelsOf(splits: readonly number[]): string[] {
  const step = (splits[1] ?? 1) - (splits[0] ?? 0);
  const [, decimals = ''] = String(Number(step.toPrecision(6))).split('.');
  return splits.map((value) => value.toFixed(decimals.length));
}
