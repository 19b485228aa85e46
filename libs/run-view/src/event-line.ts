import type { RunEvent } from '@chorus/proto';
import { describeEnsemble, describeGain, describeStop } from './ensemble-words.ts';
import {
  formatAccuracy,
  formatCount,
  formatDataset,
  formatLoss,
  formatRate,
  formatSeconds,
} from './format.ts';
import { worthOf, type RunView } from './run-view.ts';

/** How loud a line is. */
export interface EventLine {
  readonly level: 'note' | 'warning';
  readonly text: string;
}

/**
 * One event in one line, as it is shown where there is no board; undefined for what is not worth a
 * line.
 *
 * @param view of the run, with the event applied
 */
export function describeEvent(event: RunEvent, view: RunView): EventLine | undefined {
  switch (event.type) {
    case 'submitted':
      return note(`run ${view.runId}: ${wordsOf(event, view)}`);
    case 'assigned':
      return note(`${member(event)} ${attempt(event)}${wordsOf(event, view)}`);
    case 'added':
    case 'epoch':
    case 'done':
      return note(`${member(event)} ${wordsOf(event, view)}`);
    case 'validated':
      return note(wordsOf(event, view));
    case 'training':
    case 'predicting':
    case 'progress':
    case 'checkpoint':
    case 'finished':
      return undefined;
    default:
      return describeTrouble(event, view);
  }
}

/** What also a board cannot show: lost attempts, an early end, and what the workers say. */
export function describeTrouble(event: RunEvent, view: RunView): EventLine | undefined {
  switch (event.type) {
    case 'lost': {
      const text = `${member(event)} ${wordsOf(event, view)}`;
      const stopped = event.kind === 'cancelled' && event.attempt > 0;
      return stopped ? note(text) : warning(text);
    }
    case 'stopped':
      return note(`run ${view.runId} ${wordsOf(event, view)}`);
    case 'notice':
      return event.level === 'info' ? note(event.message) : warning(event.message);
    case 'log': {
      const { level, message } = event.line;
      if (level === 'debug') return undefined;
      const text = `${member(event)}: ${message}`;
      return level === 'info' ? note(text) : warning(text);
    }
    default:
      return undefined;
  }
}

/**
 * Any event in words, without the run and the member that it is about.
 *
 * @param view of the run, with the event applied
 */
export function wordsOf(event: RunEvent, view: RunView): string {
  switch (event.type) {
    case 'submitted':
      return planOf(view);
    case 'added': {
      const { members } = view.config;
      return `is added: member ${event.lagging} lags, and the first ${members} to finish count`;
    }
    case 'assigned':
      return `goes to ${event.worker}${resumed(event)}`;
    case 'training':
      return `trains with ${event.backend} on ${event.device}`;
    case 'progress':
      return `epoch ${event.progress.epoch}, batch ${event.progress.batch}/${event.progress.batches}`;
    case 'epoch': {
      const { epoch, loss, accuracy, seconds, samplesPerSecond } = event;
      return (
        `epoch ${epoch}/${view.config.training.epochs}: ` +
        `loss ${formatLoss(loss)}, accuracy ${formatAccuracy(accuracy)}, ` +
        `${seconds.toFixed(1)} s, ${formatRate(samplesPerSecond)}`
      );
    }
    case 'checkpoint':
      return `has a checkpoint after epoch ${event.epoch}`;
    case 'predicting':
      return 'predicts the test images';
    case 'done': {
      const { set, loss, accuracy } = worthOf(event);
      return `is done: ${set} loss ${formatLoss(loss)}, ${set} accuracy ${formatAccuracy(accuracy)}`;
    }
    case 'lost':
      if (event.attempt === 0) return `is cancelled: ${event.reason}`;
      if (event.kind === 'cancelled') return `is stopped: ${event.reason}`;
      return `lost attempt ${event.attempt}: ${event.reason}; ${whatNext(event)}`;
    case 'log':
      return event.line.message;
    case 'validated': {
      const gain = describeGain(event);
      return describeEnsemble(event) + (gain ? `; ${gain}` : '');
    }
    case 'stopped':
      return describeStop(event, view.config.stopWhenGainBelow);
    case 'notice':
      return event.message;
    case 'finished':
      return endOf(view);
  }
}

/** What the coordinator gives as the reason when no more is known. */
const A_USER_WISHED_IT = 'it was cancelled';

/** How a run has ended, in one line; undefined while it goes on. */
export function describeEnd(view: RunView): string | undefined {
  return view.status === 'running' ? undefined : `run ${view.runId} ${endOf(view)}`;
}

function endOf({ status, reason }: RunView): string {
  if (status === 'failed') return `failed: ${reason}`;
  if (status !== 'cancelled') return status;
  return `was cancelled${reason === A_USER_WISHED_IT ? '' : `: ${reason}`}`;
}

function whatNext({ retried, retryAfterMs }: { retried: boolean; retryAfterMs: number }): string {
  if (!retried) return 'it is given up';
  return `it is tried again${retryAfterMs > 0 ? ` in ${formatSeconds(retryAfterMs)}` : ''}`;
}

function planOf({ config }: RunView): string {
  const { members, dataset, training, seed, threads } = config;
  const heldOut = dataset.validationSamples ? `, ${dataset.validationSamples} validation` : '';
  const images = `${dataset.trainLimit} training${heldOut} and ${dataset.testLimit} test images`;
  return (
    `${formatCount(members, 'member')}, ${formatDataset(dataset)}, ` +
    `${images}, ${formatCount(training.epochs, 'epoch')}, batch ${training.batchSize}, ` +
    `learning rate ${training.learningRate}, seed ${seed}, threads ${threads}`
  );
}

function member(event: { member: number }): string {
  return `member ${event.member}`;
}

/** The first attempt goes without saying. */
function attempt(event: { attempt: number }): string {
  return event.attempt === 1 ? '' : `(attempt ${event.attempt}) `;
}

function resumed({ resumedEpoch }: { resumedEpoch: number }): string {
  return resumedEpoch === 0 ? '' : `, from its checkpoint after epoch ${resumedEpoch}`;
}

function note(text: string): EventLine {
  return { level: 'note', text };
}

function warning(text: string): EventLine {
  return { level: 'warning', text };
}
