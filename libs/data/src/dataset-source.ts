import type { Dataset } from './dataset.ts';
import type { DownloadOptions } from './download.ts';
import type { SampleKind } from './sample.ts';

/** Where a dataset may be, and how to get it. */
export interface OpenOptions extends DownloadOptions {
  /** The folder or file that the user named. */
  readonly dataDir?: string | undefined;
  /** The cache folder. */
  readonly home: string;
}

/** A dataset, or a format of datasets, that configurations can name. */
export interface DatasetSource {
  /** The name in configurations and in the dataset. */
  readonly name: string;
  /** The name in sentences. */
  readonly title: string;
  /** What kind of data it is, in a word or two, for the help. */
  readonly note?: string;
  /** What its samples are, where that is known before it is opened. */
  readonly sample?: SampleKind;
  /**
   * Opens it, whole in memory.
   *
   * @throws DatasetError of any code
   */
  open(options: OpenOptions): Promise<Dataset>;
}
