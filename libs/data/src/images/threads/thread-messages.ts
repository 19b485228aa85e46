import type { FileStatus } from '../../file-state.ts';
import type { ImageHeader } from '../image-header.ts';
import type { ImagePreparation } from '../image-preparation.ts';

/** What a thread is asked for: the headers of files, or samples of them. */
export type ThreadQuestion = HeadersQuestion | SamplesQuestion;

/** Asks for the headers of files that may be anything. */
export interface HeadersQuestion {
  readonly kind: 'headers';
  readonly paths: readonly Uint8Array[];
  readonly pixelLimit: number;
}

/** [files], undefined of each file that is no usual JPEG file, is too large, or cannot be read. */
export type HeadersAnswer = readonly (InspectedJpeg | undefined)[];

/** A usual JPEG file's header, and what the file was when it was read. */
export interface InspectedJpeg {
  readonly header: ImageHeader;
  readonly status: FileStatus;
}

/** Asks for samples of usual JPEG files. */
export interface SamplesQuestion {
  readonly kind: 'samples';
  readonly files: readonly SampledFile[];
  readonly preparation: ImagePreparation;
}

/** A file, and what it must still be. */
export interface SampledFile {
  readonly path: Uint8Array;
  readonly status: FileStatus;
}

/** Samples, as far as they could be made. */
export interface SamplesAnswer {
  /** The samples of all files, one after the other. */
  readonly values: Uint8Array<ArrayBuffer>;
  /** [files], 1 where there is a sample; 0 where it could not be made, for whatever reason. */
  readonly made: Uint8Array;
}
