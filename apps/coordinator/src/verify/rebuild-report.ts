import { drawShown, type EventLine, type FinishedRun } from '@chorus/run-files';
import { applyEvent, type NotableSample, type Report, type RunView } from '@chorus/run-view';
import { evaluateEnsemble } from '../arithmetic/evaluate-ensemble.ts';
import { NO_CONTENT } from '../run/read-notable.ts';
import { buildReport, ensembleOf } from '../run/build-report.ts';

/**
 * Makes the report of a run again, as the coordinator made it, from its events, labels and predictions. What is in no other
 * file of the run is taken from the report: how long the run took, and the values of the samples shown.
 *
 * @throws ChorusError `not-found` or `corrupt`, naming the file
 */
export function rebuildReport(run: FinishedRun, events: readonly EventLine[]): Report {
  const { runId, config, folder, report } = run;
  const view = viewBefore(report, events);
  const labels = run.labels();
  // None where samples cannot be shown.
  const shown = drawShown(labels.length, config.members.seed).subarray(0, report.samples.length);
  const samples = Array.from(shown, (index) => ({ index, values: new Uint8Array() }));
  const reported = {
    ...{ runId, config, view, folder },
    log: { chainPosition: report.events },
    requireTestSet: () => ({
      ...{ labels, samples, facts: run.facts },
      ...run.heldOut(),
    }),
    resolved: (member: number) => run.resolved(member),
  };
  const nowMs = view.submittedMs + report.wallSeconds * 1000;
  const evaluated = evaluateEnsemble(ensembleOf(reported));
  const again = buildReport(reported, evaluated, NO_CONTENT, nowMs);
  return {
    ...again,
    samples: again.samples.map(({ values: _, ...sample }, place) => {
      const values = report.samples[place]?.values;
      return { ...sample, ...(values && { values }) };
    }),
    ...(again.notable && { notable: shownAs(again.notable, report.notable) }),
    wallSeconds: report.wallSeconds,
  };
}

type NotableReport = NonNullable<Report['notable']>;

/** Notable samples with what the report shows of them, which is in no other file than the dataset's. */
function shownAs(again: NotableReport, report: NotableReport | undefined): NotableReport {
  const shown = (list: readonly NotableSample[], told: readonly NotableSample[] = []) =>
    list.map((sample, place) => {
      const { name, picture, values } = told[place] ?? {};
      const named = name === undefined ? sample : { ...sample, name };
      return { ...named, ...(picture && { picture }), ...(values && { values }) };
    });
  return {
    disputed: shown(again.disputed, report?.disputed),
    sureButWrong: shown(again.sureButWrong, report?.sureButWrong),
  };
}

/** What was known when the report was made: all events but those that tell of it. */
function viewBefore({ events: position }: Report, events: readonly EventLine[]): RunView {
  let view: RunView | undefined;
  for (const { event } of events.slice(0, position?.count ?? -1)) view = applyEvent(view, event);
  return view!;
}
