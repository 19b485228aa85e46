import { evaluate } from '@chorus/ensemble';
import { ChorusError } from '@chorus/proto';
import { validationLabelsOf, type EventLine, type FinishedRun } from '@chorus/run-files';
import { resultOf } from '@chorus/run-view';
import { validate } from '../arithmetic/validate.ts';
import { validationInput } from '../run/validation-input.ts';
import { countNumbers, firstDifference, type Difference } from './first-difference.ts';
import type { Findings } from './findings.ts';
import { rebuildReport } from './rebuild-report.ts';

/**
 * Computes every figure of the report again from events, labels and predictions.
 *
 * @throws ChorusError `corrupt`, naming the first figure that differs
 */
export function checkReport(
  run: FinishedRun,
  events: readonly EventLine[],
  findings: Findings,
): void {
  const { report, folder, view } = run;
  const absent: string[] = [];
  const again = rebuildReport(run, events);
  const expected: unknown = JSON.parse(JSON.stringify(again));
  refuse(folder.reportPath, firstDifference(expected, report, absent));
  refuse(folder.eventsPath, firstDifference(resultOf(again), view.result, absent), 'finished.');
  const tookSeconds = (view.finishedMs! - view.submittedMs) / 1000;
  if (!(report.wallSeconds >= 0 && report.wallSeconds <= tookSeconds)) {
    const difference = { path: 'wallSeconds', expected: tookSeconds, found: report.wallSeconds };
    refuse(folder.reportPath, difference);
  }
  const { members } = report;
  const text = `${countNumbers(report)} figures of ${members.length} members and their ensemble, made again from events, labels and predictions: the same`;
  findings.whole('report', text);
  if (absent.length === 0) return;
  findings.unknown('report', `an older version did not give: ${absent.join(', ')}`);
}

/**
 * Computes again what each member that is done, and the ensembles of members as they were done, were worth on the
 * samples that they were validated on.
 *
 * @throws ChorusError `corrupt`, naming the event
 */
export function checkValidation(run: FinishedRun, findings: Findings): void {
  const heldOut = run.heldOut();
  const { validationLabels: labels, folds } = heldOut;
  if (!labels) return;
  const { config, folder, view } = run;
  const { classes } = config.dataset;
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

function refuse(path: string, difference: Difference | undefined, prefix = ''): void {
  if (!difference) return;
  const { expected, found } = difference;
  const say = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  throw new ChorusError(
    'corrupt',
    `${path} was altered: its ${prefix}${difference.path} is ${say(found)}, but the run's files give ${say(expected)}`,
  );
}
