import { mostEpochs, type RunView } from '@chorus/run-view';
import { useRef } from 'preact/hooks';
import type uPlot from 'uplot';
import { inkOf, useTheme, type Theme } from '../colours.ts';
import { useTurn } from '../after-frame.ts';
import { Panel } from '../parts.tsx';
import { epochAxes, usePlot, type Measure, type PlotOptions } from '../plot.ts';

export interface CurvesProps {
  readonly title: string;
  readonly measure: Measure;
  readonly view: RunView;
  /** The member that is drawn before the others, which step back. */
  readonly selected: number | undefined;
  /** The revision of the view, which is changed in place. */
  readonly revision: number;
}

/** The most members whose epochs have dots; the lines of more are thin, and without. */
const MOST_WITH_DOTS = 20;
/** How much of their colour the others keep. */
const STEPPED_BACK = 0.12;

/** What a measure is called under the pointer. */
const WORDS: Readonly<Record<Measure, string>> = {
  loss: 'loss',
  accuracy: 'accuracy',
  validationLoss: 'validation loss',
  validationAccuracy: 'validation accuracy',
};

/** One line per member over the epochs. */
export function Curves({ title, measure, view, selected, revision }: CurvesProps) {
  const readout = useRef<HTMLSpanElement>(null);
  const theme = useTheme();
  const members = view.members.length;

  const { room, plot } = usePlot(() => {
    const show = (text: string) => (readout.current!.textContent = text);
    return optionsOf(view, measure, theme, show);
  }, [view.runId, members, theme, measure]);

  useTurn(() => {
    const { current } = plot;
    if (!current) return;
    for (const [index, series] of current.series.entries()) {
      series.alpha = selected === undefined || selected === index ? 1 : STEPPED_BACK;
    }
    current.setData(dataOf(view, measure));
  }, [revision, selected, members, theme]);

  return (
    <Panel title={title} aside={<span class="readout" ref={readout} />}>
      <div role="img" aria-label={describe(title, view, measure)} class="plot" ref={room} />
    </Panel>
  );
}

/** [epochs], then for each member [epochs], null where it is not yet. */
function dataOf({ members, config }: RunView, measure: Measure): uPlot.AlignedData {
  const epochs = mostEpochs(config);
  const numbers = Array.from({ length: epochs }, (_, index) => index + 1);
  const lines = members.map((member) => {
    const line = new Array<number | null>(epochs).fill(null);
    for (const epoch of member.epochs) line[epoch.epoch - 1] = epoch[measure] ?? null;
    return line;
  });
  return [numbers, ...lines];
}

function optionsOf(
  { members, config }: RunView,
  measure: Measure,
  theme: Theme,
  show: (text: string) => void,
): PlotOptions {
  let focused = 0;
  const isFirstEpoch = () => members.every(({ epochs }) => epochs.length <= 1);
  return {
    ...epochAxes(mostEpochs(config), theme),
    cursor: { drag: { x: false, y: false }, focus: { prox: 30 }, points: { size: 7 } },
    focus: { alpha: STEPPED_BACK },
    series: [
      {},
      ...members.map(({ member }) => ({
        stroke: () => inkOf(theme).memberColour(member),
        width: members.length > MOST_WITH_DOTS ? 1 : 1.75,
        // Dots take most of the time, but a first epoch alone has no line.
        points: { size: 5, ...(members.length > MOST_WITH_DOTS && { show: isFirstEpoch }) },
      })),
    ],
    hooks: {
      setSeries: [(_, index) => (focused = index ?? 0)],
      setCursor: [(plot) => show(readoutOf(plot, focused, measure))],
    },
  };
}

/** What is under the pointer: `epoch 3 · member 2 · loss 0.4312` */
function readoutOf(plot: uPlot, member: number, measure: Measure): string {
  const { idx } = plot.cursor;
  if (idx === null || idx === undefined) return '';
  const value = member > 0 ? plot.data[member]?.[idx] : undefined;
  if (value === null || value === undefined) return `epoch ${idx + 1}`;
  return `epoch ${idx + 1} · member ${member} · ${WORDS[measure]} ${value.toFixed(4)}`;
}

/** The chart in words, for those who do not see it. */
function describe(title: string, { members, config }: RunView, measure: Measure): string {
  const newest = members.flatMap(({ epochs }) => epochs.at(-1) ?? []);
  const values = newest.flatMap((epoch) => epoch[measure] ?? []);
  if (values.length === 0) return `${title} by epoch: no epoch is finished yet`;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const furthest = Math.max(...newest.map(({ epoch }) => epoch));
  return (
    `${title} by epoch, ${newest.length} of ${members.length} members, ` +
    `up to epoch ${furthest} of ${mostEpochs(config)}: ` +
    `the newest values are ${least.toFixed(4)} to ${most.toFixed(4)}`
  );
}
