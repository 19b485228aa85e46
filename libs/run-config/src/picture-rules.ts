/** Rules about what is done to pictures: samples that are none have no left and right. */
import type { Rule } from './rule.ts';
import { valueAt, type SettingPath } from './settings.ts';

/** The settings that change pictures, and what each is where it changes nothing. */
const CHANGES_PICTURES = {
  'augmentation.flip': 'none',
  'augmentation.shift': 0,
  'augmentation.cropScale': undefined,
  'augmentation.brightness': 0,
  'augmentation.contrast': 0,
  'augmentation.cutout': 0,
  'prediction.views': 'none',
} as const satisfies Partial<Record<SettingPath, unknown>>;

/** What is needed of the data by settings that change pictures. */
export const PICTURE_RULES: readonly Rule[] = [
  ...Object.entries(CHANGES_PICTURES).map(([path, off]) => ofPictures(path as SettingPath, off)),
  belowSides('augmentation.shift', 'a picture is mirrored once at its edge'),
  belowSides('augmentation.cutout', 'something of a picture must be left'),
  {
    settings: ['prediction.views'],
    check: ({ prediction }, { sample }) =>
      prediction.views !== 'mirror-and-shifts' || shortestSide(sample?.shape) > 1,
    message: (place) =>
      `${place('prediction.views')} shifts pictures by a pixel, and those of the dataset have only one ` +
      'to a side: use mirror',
  },
];

function ofPictures(path: SettingPath, off: unknown): Rule {
  return {
    settings: [path],
    check: (document, { sample }) =>
      valueAt(document, path) === off || sample === undefined || sample.shape.length === 3,
    message: (place, document, { sample }) =>
      `${place(path)} is ${JSON.stringify(valueAt(document, path))}, but the dataset's samples are no ` +
      `pictures, [height, width, channels]: they are [${sample!.shape.join(', ')}]. Leave the setting out`,
  };
}

function belowSides(path: SettingPath, why: string): Rule {
  return {
    settings: [path],
    check: (document, { sample }) =>
      (valueAt(document, path) as number) < Math.max(1, shortestSide(sample?.shape)),
    message: (place, document, { sample }) =>
      `${place(path)} is ${String(valueAt(document, path))} pixels, but must be below ` +
      `${shortestSide(sample?.shape)}, the pictures' shorter side: ${why}`,
  };
}

/** The shorter one of height and width; any number is right where it is not known, or there is none. */
function shortestSide(shape: readonly number[] | undefined): number {
  return shape?.length === 3 ? Math.min(shape[0]!, shape[1]!) : Infinity;
}
