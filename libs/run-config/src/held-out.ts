import { ShareDraw } from '@chorus/data';
import { trainedSamples } from './trained-samples.ts';

/** How a training split is divided into what is trained on and what is held out. */
export interface HoldOut {
  /** Samples used, the first so many; the whole split where it has fewer. */
  readonly trainLimit: number;
  /** The share of them that is held out for validation, 0 to 0.5. */
  readonly validationSplit: number;
  /** The seed of the draw. */
  readonly splitSeed: number;
  /** `drawn`: of each class its share, by the seed; `end`: the last ones, whatever their classes. */
  readonly validationFrom: 'drawn' | 'end';
}

/** Indices into a training split, rising. */
export interface HeldOutRows {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Which samples of a training split are trained on, and which are held out for validation. It is the draw of
 * `SplitDraw`, so that what is learnt while a dataset is prepared is learnt of the same samples.
 *
 * @param labels of the whole split
 * @param classes their names, by which samples are drawn
 */
export function heldOut(
  labels: Int32Array,
  classes: readonly string[],
  { trainLimit, validationSplit, splitSeed, validationFrom }: HoldOut,
): HeldOutRows {
  const used = Math.min(trainLimit, labels.length);
  if (validationFrom === 'end') {
    const trained = trainedSamples(used, validationSplit);
    return { train: range(0, trained), validation: range(trained, used) };
  }
  const draw = new ShareDraw(validationSplit, splitSeed, 'validation');
  const rows = { train: new Uint32Array(used), validation: new Uint32Array(used) };
  const counts = { train: 0, validation: 0 };
  for (let row = 0; row < used; row++) {
    const split = draw.draws(classes[labels[row]!]!) ? 'validation' : 'train';
    rows[split][counts[split]++] = row;
  }
  return {
    train: rows.train.slice(0, counts.train),
    validation: rows.validation.slice(0, counts.validation),
  };
}

function range(start: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - start }, (_, at) => start + at);
}
