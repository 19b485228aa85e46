import { chosenContext } from '@chorus/client';
import { Interruption } from '@chorus/command-line';
import type { PredictionSource } from '@chorus/data/own-data';
import { chorusHome } from '@chorus/machine';
import { openRunSource } from '@chorus/prediction';
import { ChorusError } from '@chorus/proto';
import { findRun, FinishedRun } from '@chorus/run-files';
import { formatCount } from '@chorus/run-view';
import { coordinatorAddress } from '../coordinator-address.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import {
  chooseOutput,
  openOutput,
  type Output,
  type OutputTarget,
} from '../predict/open-output.ts';
import { openForPeople } from '../predict/people-writer.ts';
import { predictAcross, PredictingFailed } from '../predict/predict-across.ts';
import { predictHere } from '../predict/predict-here.ts';
import { tellProblems } from '../predict/tell-problems.ts';
import type { FormatName } from '../predict/row-writer.ts';
import { type PredictOutcome, writePredictions } from '../predict/write-predictions.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';
import { printLines } from '../terminal/print-lines.ts';
import { showWork } from '../train/show-work.ts';

/** What `chorus predict` was told. */
export interface PredictFlags {
  readonly input?: readonly string[];
  readonly out?: string;
  readonly format?: FormatName;
  readonly abstain?: string;
  readonly json?: boolean;
  /** HOST:PORT of the coordinator whose workers predict; undefined: this machine does. */
  readonly coordinator?: string;
}

/**
 * Predicts files with the ensemble of a run that has succeeded, on this machine or on the workers of a coordinator.
 *
 * @param word the run's folder, or its id
 * @returns the exit status: 1 when some of the files or rows could not be predicted
 * @throws ChorusError for what is wrong with the run or the flags; DatasetError for what is wrong with the files
 */
export async function predict(word: string, flags: PredictFlags): Promise<number> {
  const { input = [], json } = flags;
  if (input.length === 0) {
    throw new ChorusError(
      'invalid',
      '--input is missing: name files, a folder of pictures, or test',
    );
  }
  const abstain = flags.abstain === undefined ? undefined : readShare('--abstain', flags.abstain);
  const target = chooseOutput(flags.out, flags.format ?? (json ? 'jsonl' : undefined));
  const address =
    flags.coordinator === undefined && !chosenContext()
      ? undefined
      : coordinatorAddress(flags.coordinator);
  const run = FinishedRun.open(findRun(word));
  const home = chorusHome(process.env);
  const source = await openRunSource(run, input, home);
  const reporter = new PlainReporter(process.stderr, process.stderr, process.env);
  const interruption = new Interruption();
  const progress = showWork('predicting', reporter);
  let output: Output | undefined;
  try {
    const { signal } = interruption;
    const pieces =
      address === undefined
        ? predictHere(run, source, reporter, signal)
        : predictAcross(run, source, { address, home, reporter, signal });
    const outcome = await writePredictions(pieces, {
      ...{ classes: run.config.dataset.classes, abstain, signal },
      open: async (written) => (output = await openFor(target, written)),
      // Of what others predict the run's progress is shown.
      onWritten: (done) => {
        if (address === undefined) progress.onProgress({ done, total: source.items ?? done });
      },
    });
    progress.stop();
    tellOutcome(outcome, source, target, reporter);
    return outcome.problems.length > 0 ? EXIT_STATUS.failed : EXIT_STATUS.succeeded;
  } catch (error) {
    output?.abandon();
    if (interruption.signal.aborted) return interruption.exitStatus;
    if (!(error instanceof PredictingFailed)) throw error;
    reporter.warn(error.message);
    return EXIT_STATUS.failed;
  } finally {
    progress.stop();
  }
}

async function openFor(
  target: OutputTarget | undefined,
  written: Parameters<typeof openOutput>[1],
): Promise<Output> {
  if (target) return openOutput(target, written);
  const tell = (line: string) => printLines([line]);
  return { ...openForPeople(written, tell), abandon: () => {} };
}

function tellOutcome(
  { predicted, problems, abstained }: PredictOutcome,
  source: PredictionSource,
  target: OutputTarget | undefined,
  reporter: PlainReporter,
): void {
  tellProblems(source, problems, reporter);
  const where = target?.path === undefined ? '' : `: ${target.path}`;
  const marked = abstained > 0 ? `, ${abstained} marked as uncertain` : '';
  const failed = problems.length > 0 ? `, ${problems.length} not` : '';
  reporter.note(`${formatCount(predicted, 'sample')} predicted${failed}${marked}${where}`);
}

/** @throws ChorusError `invalid` unless it is a number between 0 and 1 */
function readShare(flag: string, text: string): number {
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share < 1) return share;
  throw new ChorusError(
    'invalid',
    `${flag} must be a share between 0 and 1, such as 0.1, not '${text}'`,
  );
}
