import { evaluate } from '@chorus/ensemble';
import { foldsOf } from '@chorus/run-config/folds';
import { altered, validationLabelsOf, type FinishedRun } from '@chorus/run-files';
import { validate } from '../arithmetic/validate.ts';
import { validationInput } from '../run/validation-input.ts';
import { firstDifference } from './first-difference.ts';
import type { Findings } from './findings.ts';
import { refuse } from './refuse-difference.ts';

/**
 * Computes again what each member that is done, and the ensembles of members as they were done, were worth on the
 * samples that they were validated on.
 *
 * @throws ChorusError `corrupt`, naming the event or the file
 */
export function checkValidation(run: FinishedRun, findings: Findings): void {
  const heldOut = run.heldOut();
  const { validationLabels: labels, folds } = heldOut;
  if (!labels) return;
  const { config, folder, view } = run;
  const { classes } = config.dataset;
  requireFolds(run, labels, folds);
  const done = view.members.filter(({ phase }) => phase === 'done');
  for (const { member, validation } of done) {
    const { predictionsSha256: _, ...told } = validation!;
    const own = validationLabelsOf(heldOut, run.resolved(member))!;
    const again = evaluate(run.heldOutPredictions(member, own.length), own, classes.length);
    refuse(folder.eventsPath, firstDifference(again, told, []), `done of member ${member}: `);
  }
  const ensembles = view.ensembles ?? [];
  const foldOf = (member: number) => run.resolved(member).samples?.fold?.number;
  const digestOf = (member: number) => view.members[member - 1]!.validation!.predictionsSha256;
  for (const ensemble of ensembles) {
    const validated = { config, folder, labels, folds, digestOf, foldOf };
    const input = validationInput(validated, ensemble.members);
    const difference = firstDifference(validate(input), ensemble, []);
    refuse(folder.eventsPath, difference, `validated of members ${ensemble.members.join(', ')}: `);
  }
  const text = `${done.length} members and ${ensembles.length} ensembles on ${labels.length} validation samples of ${classes.length} classes, measured again: the same`;
  findings.whole('validation', text);
}

/** The folds are those that labels and configuration give. */
function requireFolds(
  { config, folder }: FinishedRun,
  labels: Int32Array,
  folds: Uint16Array | undefined,
): void {
  if (!folds) return;
  const { dataset, members } = config;
  const expected = foldsOf(labels, dataset.classes, members.folds!, dataset.splitSeed);
  if (folds.every((fold, row) => fold === expected[row])) return;
  throw altered(folder.validation.foldsPath, 'the labels give other folds');
}
