import type { ContenderName } from './contenders.ts';
import { COMBINING_ROWS } from './combining/combining.ts';
import { IMAGE_ROWS } from './data/images.ts';
import { NETWORK_ROWS } from './networks/networks.ts';
import { PIECES_ROWS } from './data/pieces.ts';
import { TABLE_ROWS } from './data/table.ts';
import type { RowOf } from './row-of.ts';
import { SERVING_ROWS } from './serving/serving.ts';
import { atLeast, atMost } from './target.ts';
import type { Peer, Work } from './works.ts';

/** One line of the result. */
export type Row = RowOf<ContenderName>;

/** A contender, and which of its figures is meant. */
export type FigureOf = Row['figure'];

/** Everything that `npm run bench` measures. */
export const ROWS: readonly Row[] = [
  {
    work: 'epoch',
    title: 'Epoch: Chorus / Keras fit',
    figure: ['Chorus epoch', 'seconds'],
    dividedBy: ['Keras fit', 'seconds'],
    target: atMost(0.65),
  },
  {
    work: 'epoch',
    title: 'Epoch: Chorus / Keras fit as installed',
    figure: ['Chorus epoch', 'seconds'],
    dividedBy: ['Keras fit, as installed', 'seconds'],
  },
  {
    work: 'epoch',
    title: 'Epoch: Chorus / tfjs-node fit',
    figure: ['Chorus epoch', 'seconds'],
    dividedBy: ['tfjs-node fit', 'seconds'],
    target: atMost(0.35),
  },
  {
    work: 'epoch',
    title: 'Epoch: Chorus / PyTorch',
    figure: ['Chorus epoch', 'seconds'],
    dividedBy: ['PyTorch epoch', 'seconds'],
    peer: 'pytorch',
  },
  {
    work: 'first-epoch',
    title: "First epoch's extra",
    figure: ['Chorus epoch', 'firstExtraSeconds'],
    unit: 's',
    target: atMost(0.5),
  },
  {
    work: 'prediction',
    title: 'Prediction: Chorus / Keras',
    figure: ['Chorus predict', 'seconds'],
    dividedBy: ['Keras predict', 'seconds'],
    target: atMost(0.8),
  },
  {
    work: 'prediction',
    title: 'First prediction: Chorus / Keras',
    figure: ['Chorus predict', 'firstSeconds'],
    dividedBy: ['Keras predict', 'firstSeconds'],
  },
  {
    work: 'prediction',
    title: 'Prediction: Chorus / PyTorch',
    figure: ['Chorus predict', 'seconds'],
    dividedBy: ['PyTorch predict', 'seconds'],
    peer: 'pytorch',
  },
  {
    work: 'ensemble',
    title: 'Ensemble, start to report: Chorus / Keras',
    figure: ['Chorus run', 'seconds'],
    dividedBy: ['Keras run', 'seconds'],
    target: atMost(0.6),
  },
  {
    work: 'overhead',
    title: "Added to the trainers' time",
    figure: ['Chorus run', 'overheadPercent'],
    unit: '%',
    target: atMost(5),
  },
  {
    work: 'workers',
    title: 'Members per hour: two workers / one',
    figure: ['two workers', 'membersPerHour'],
    dividedBy: ['one worker', 'membersPerHour'],
    target: atLeast(1.9),
  },
  {
    work: 'pinning',
    title: 'Members per hour: a core to each worker / any core',
    figure: ['two workers', 'membersPerHour'],
    dividedBy: ['two workers, any core', 'membersPerHour'],
  },
  {
    work: 'at-once',
    title: 'Run: two members at once / one at a time',
    figure: ['two at once', 'seconds'],
    dividedBy: ['one at a time', 'seconds'],
    target: atMost(1),
  },
  {
    work: 'xla',
    title: 'Epoch: with XLA / without',
    figure: ['Chorus epoch, XLA', 'seconds'],
    dividedBy: ['Chorus epoch', 'seconds'],
  },
  {
    work: 'determinism',
    title: 'Epoch: same bits in every run / any bits',
    figure: ['Chorus epoch', 'seconds'],
    dividedBy: ['Chorus epoch, any bits', 'seconds'],
  },
  {
    work: 'memory',
    title: 'Memory, epoch 100 against epoch 10',
    figure: ['Chorus memory', 'growthPercent'],
    unit: '%',
    target: atMost(2),
  },
  ...SERVING_ROWS,
  ...NETWORK_ROWS,
  ...TABLE_ROWS,
  ...IMAGE_ROWS,
  ...PIECES_ROWS,
  ...COMBINING_ROWS,
];

/** The rows that were asked for. */
export function chooseRows(works: readonly Work[], peers: readonly Peer[]): Row[] {
  return ROWS.filter(({ work, peer }) => {
    return works.includes(work) && (peer === undefined || peers.includes(peer));
  });
}

/** The contenders that the rows need, each once. */
export function contendersOf(rows: readonly Row[]): Set<ContenderName> {
  const figures = rows.flatMap(({ figure, dividedBy }) => [figure, dividedBy ?? figure]);
  return new Set(figures.map(([contender]) => contender));
}
