import { validatedOn, type RunConfig } from '@chorus/proto';
import type { Report, SampleReport } from '@chorus/run-view';
import { rmSync } from 'node:fs';
import { EventFileWriter } from './event-file.ts';
import { scalarValues, type SummaryValue } from './event-message.ts';
import { experimentValue } from './hparams-message.ts';
import { hparamsOf, MEMBER_METRICS, VALIDATION_METRICS } from './hparams.ts';
import type { SamplePicture } from '../shown-samples.ts';

/**
 * Writes what TensorBoard shows of the run beside its members: the accuracy of the first m members' sum
 * at step m (with a validation set, on its images too), the sample images, and the columns of its table of hyperparameters. What the folder held
 * is deleted.
 *
 * @throws Error of the file system
 */
export function writeEnsembleSummaries(
  folder: string,
  timeMs: number,
  report: Report,
  { pictures, config }: { readonly pictures: readonly SamplePicture[]; readonly config: RunConfig },
): void {
  rmSync(folder, { recursive: true, force: true });
  const writer = new EventFileWriter(folder, timeMs);
  try {
    writer.write(0, timeMs, [
      experimentValue(
        hparamsOf(config, config.members),
        ['seed'],
        [...MEMBER_METRICS, ...(validatedOn(config) > 0 ? VALIDATION_METRICS : [])],
      ),
      ...pictures.map((picture, index) => imageValue(report.samples[index]!, picture)),
    ]);
    for (const [index, accuracy] of report.ensemble.accuracyByMembers.entries()) {
      writer.write(index + 1, timeMs, scalarValues({ accuracy_by_members: accuracy }));
    }
    for (const { members, accuracy } of report.validation?.ensembles ?? []) {
      const values = scalarValues({ validation_accuracy_by_members: accuracy });
      writer.write(members.length, timeMs, values);
    }
  } finally {
    writer.close();
  }
}

/** Tagged `samples/17: cat, predicted dog (3 of 4 members)`: what it is, and what was voted. */
function imageValue(
  { index, actual, predicted, votes }: SampleReport,
  { height, width, channels, png }: SamplePicture,
): SummaryValue {
  const agreeing = votes.filter((vote) => vote === predicted).length;
  return {
    tag: `samples/${index}: ${actual}, predicted ${predicted} (${agreeing} of ${votes.length} members)`,
    // TensorBoard numbers its colour spaces by channels, too.
    image: { height, width, colorspace: channels, encodedImageString: png },
  };
}
