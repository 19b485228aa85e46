/** How large files may be that a coordinator sends, by the configuration of the run that they are for. */
import { sampleSize, valueBytes } from '@chorus/data';
import {
  MOST_HEADER_BYTES,
  mostCheckpointBytes,
  weightsBytes,
  type MemberSpecification,
  type TrainedDataset,
} from '@chorus/proto';

/** Bytes that a file has. */
export interface ExpectedSize {
  readonly least: number;
  readonly most: number;
}

const LABEL_BYTES = 4;
const FLOAT_BYTES = 4;
/** Of a dataset's file. */
export function expectedDataset({
  sample,
  trainSamples,
  testSamples,
  validationSamples,
}: Pick<
  TrainedDataset,
  'sample' | 'trainSamples' | 'testSamples' | 'validationSamples'
>): ExpectedSize {
  const each = LABEL_BYTES + sampleSize(sample.shape) * valueBytes(sample.type);
  const least = (trainSamples + testSamples) * each;
  // What is held out may be a split of its own.
  return { least, most: least + validationSamples * each + MOST_HEADER_BYTES };
}

/** Of the file with the weights of a network. */
export function expectedWeights({ network }: Pick<MemberSpecification, 'network'>): ExpectedSize {
  const least = weightsBytes(network);
  return { least, most: least + MOST_HEADER_BYTES };
}

/** Of the file with a member's predictions. */
export function expectedPredictions({
  dataset,
}: Pick<MemberSpecification, 'dataset'>): ExpectedSize {
  const { classes, trainSamples, testSamples, validationSamples } = dataset;
  const row = classes.length * FLOAT_BYTES;
  // Of the training samples those of the folds may be among them.
  const most = (trainSamples + testSamples + validationSamples) * row + MOST_HEADER_BYTES;
  return { least: 0, most };
}

/** Of a checkpoint. */
export function expectedCheckpoint({
  network,
}: Pick<MemberSpecification, 'network'>): ExpectedSize {
  return { least: 0, most: mostCheckpointBytes(network) };
}
