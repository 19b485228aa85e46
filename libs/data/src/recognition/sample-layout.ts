import { DatasetError } from '../dataset-error.ts';
import { countOf } from '../list-names.ts';
import { formatShape } from '../arrays/format-shape.ts';

/** How the axes of a sample are to be understood, when the user says so instead of its shape. */
export const LAYOUTS = ['channels-last', 'channels-first', 'gray', 'vector', 'tensor'] as const;

/**
 * One of {@link LAYOUTS}: pictures of [height, width, channels], of [channels, height, width], or of [height, width];
 * [columns]; anything else.
 */
export type Layout = (typeof LAYOUTS)[number];

/** What a sample is, by its shape. */
export interface SampleLayout {
  readonly layout: Layout;
  /** `image`: the shape below is [height, width, channels]. `vector`: it is [columns]. */
  readonly kind: 'image' | 'vector' | 'tensor';
  /** Of one sample, after channels that were first have become the last. */
  readonly shape: readonly number[];
  /** What was recognised, in words. */
  readonly note: string;
}

/** Gray, RGB, and RGB with alpha. */
const CHANNELS = [1, 3, 4];

/**
 * What samples of an array of this shape are: [samples, columns] vectors; [samples, height, width] gray
 * pictures; with a fourth axis pictures whose channels (1, 3 or 4) are the last or the first axis of a sample; else
 * tensors.
 *
 * @param shape of the whole array
 * @param wanted the user's word, which stands above what the shape looks like
 * @param setting what the user sets to say so, for messages
 * @throws DatasetError `corrupt` when channels may be the first axis as well as the last, or the user's
 *   layout does not fit the shape
 */
export function recogniseLayout(
  source: string,
  shape: readonly number[],
  wanted: Layout | undefined,
  setting: string,
): SampleLayout {
  const sample = shape.slice(1);
  const layout = wanted ?? guessLayout(source, sample, setting);
  if (!fits(layout, sample)) {
    throw new DatasetError(
      'corrupt',
      `${source} has samples of ${formatShape(sample)}, which are not ${layout}; set ${setting} to another of ${LAYOUTS.join(', ')}`,
    );
  }
  return describeLayout(layout, sample, wanted === undefined ? setting : undefined);
}

function guessLayout(source: string, sample: readonly number[], setting: string): Layout {
  if (sample.length <= 1) return 'vector';
  if (sample.length === 2) return 'gray';
  if (sample.length > 3) return 'tensor';
  const [first, last] = [sample[0]!, sample[2]!].map((axis) => CHANNELS.includes(axis));
  if (first && last) {
    throw new DatasetError(
      'corrupt',
      `${source} has samples of ${formatShape(sample)}: channels may be the first or the last axis; set ${setting} to channels-last or channels-first`,
    );
  }
  if (last) return 'channels-last';
  return first ? 'channels-first' : 'tensor';
}

const AXES: Record<Layout, number | undefined> = {
  'channels-last': 3,
  'channels-first': 3,
  gray: 2,
  vector: 1,
  tensor: undefined,
};

function fits(layout: Layout, sample: readonly number[]): boolean {
  const axes = AXES[layout];
  return (
    axes === undefined || axes === sample.length || (layout === 'vector' && sample.length === 0)
  );
}

function describeLayout(
  layout: Layout,
  sample: readonly number[],
  setting: string | undefined,
): SampleLayout {
  const image = (height: number, width: number, channels: number, how: string): SampleLayout => {
    const colours = countOf(channels, 'channel');
    const note = `pictures ${height} high, ${width} wide, ${colours}${how}`;
    return { layout, kind: 'image', shape: [height, width, channels], note };
  };
  const [a = 1, b = 1, c = 1] = sample;
  switch (layout) {
    case 'channels-last':
      return image(a, b, c, '');
    case 'channels-first':
      return image(b, c, a, ', which were the first axis of a sample and are the last now');
    case 'gray': {
      const doubt = setting ? `; if they are no pictures, set ${setting} to tensor` : '';
      return image(a, b, 1, `: the array has no axis of channels${doubt}`);
    }
    case 'vector':
      return { layout, kind: 'vector', shape: [a], note: `vectors of ${a} values` };
    case 'tensor': {
      const shape = sample.length === 0 ? [1] : sample;
      return {
        layout,
        kind: 'tensor',
        shape,
        note: `tensors of ${formatShape(shape)}, not pictures`,
      };
    }
  }
}
