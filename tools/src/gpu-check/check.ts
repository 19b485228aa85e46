import type { FigureFile } from './figures.ts';
import type { Options } from './options.ts';

/** What every step of a check is given. */
export interface Check {
  readonly options: Options;
  readonly figures: FigureFile;
  /** A temporary folder; `images.bin` and `labels.bin` of the training images lie in its `train`. */
  readonly folder: string;
  /** The environment of everything that is to see the device. */
  readonly environment: NodeJS.ProcessEnv;
}
