import type { Dataset } from './dataset.ts';
import type { DownloadOptions } from './download.ts';
import type { Resize } from './images/image-preparation.ts';
import type { Layout } from './recognition/sample-layout.ts';
import type { SampleKind } from './sample.ts';
import type { RawDataset } from './sources/raw-dataset.ts';
import type { SplitShares } from './split-draw.ts';
import type { SplitName } from './splits.ts';

/** Where a dataset may be, and how to get it. */
export interface OpenOptions extends DownloadOptions {
  /** The folder or file that the user named. */
  readonly dataDir?: string | undefined;
  /** The cache folder. */
  readonly home: string;
}

/** What configurations can name. */
interface NamedSource {
  /** The name in configurations and in the dataset. */
  readonly name: string;
  /** The name in sentences. */
  readonly title: string;
  /** What kind of data it is, in a word or two, for the help. */
  readonly note?: string;
  /** What its samples are, where that is known before it is opened. */
  readonly sample?: SampleKind;
}

/** A dataset that Chorus knows where to find. */
export interface PublishedSource extends NamedSource {
  /**
   * Opens it, whole in memory.
   *
   * @throws DatasetError of any code
   */
  open(options: OpenOptions): Promise<Dataset>;
}

/** A kind of users' own files. */
export interface OwnSource extends NamedSource {
  /**
   * Opens files of this kind: looks at all of them, so that whatever is odd is found before training begins.
   *
   * @throws DatasetError of any code but `unavailable`
   */
  openFiles(path: string, options: OwnDataOptions): Promise<OpenedFiles>;
}

/** A dataset, or a kind of files, that configurations can name. */
export type DatasetSource = PublishedSource | OwnSource;

/** Users' files as a dataset, open. */
export interface OpenedFiles extends RawDataset {
  /** Gives back the files that are open. */
  close?(): Promise<void>;
}

/**
 * What the user decides about own data where the files do not: the settings of the same names in the
 * sections `dataset` and `preparation` of a configuration.
 */
export interface OwnDataOptions {
  readonly target?: string | undefined;
  readonly header?: boolean | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly leaveOut?: readonly string[] | undefined;
  readonly missingLabels?: Choice | undefined;
  readonly unreadable?: Choice | undefined;
  readonly emptyClasses?: Choice | undefined;
  readonly layout?: Layout | undefined;
  readonly keys?: { readonly [Split in SplitName]?: SplitKeys | undefined } | undefined;
  readonly cifar100Labels?: 'fine' | 'coarse' | undefined;
  /** Height and width. */
  readonly size?: readonly number[] | undefined;
  /** Red, green and blue, 0 to 255. */
  readonly background?: readonly number[] | undefined;
  readonly resize?: Resize | undefined;
  readonly pixelLimit?: number | undefined;
  /** What is drawn of the training samples if the data has no splits of its own; nothing is learnt of it. */
  readonly shares?: SplitShares | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: OpenProgress) => void) | undefined;
}

type Choice = 'refuse' | 'leave-out';

/** The names of a split's two arrays. */
interface SplitKeys {
  readonly features: string;
  readonly labels: string;
}

/** How far the looking at files is. */
export interface OpenProgress {
  readonly done: number;
  readonly total: number;
}
