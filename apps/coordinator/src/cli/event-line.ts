import type { RunEvent } from '@chorus/proto';
import {
  formatAccuracy,
  formatDataset,
  formatLoss,
  formatRate,
  formatSeconds,
  type RunView,
} from '@chorus/run-view';

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
      return note(runLine(view));
    case 'added':
      return note(
        `${member(event)} is added: member ${event.lagging} lags, and the first ` +
          `${view.config.members} to finish count`,
      );
    case 'assigned':
      return note(`${member(event)} ${attempt(event)}goes to ${event.worker}${resumed(event)}`);
    case 'epoch': {
      const { epoch, loss, accuracy, seconds, samplesPerSecond } = event;
      return note(
        `${member(event)} epoch ${epoch}/${view.config.training.epochs}: ` +
          `loss ${formatLoss(loss)}, accuracy ${formatAccuracy(accuracy)}, ` +
          `${seconds.toFixed(1)} s, ${formatRate(samplesPerSecond)}`,
      );
    }
    case 'done':
      return note(
        `${member(event)} is done: test loss ${formatLoss(event.testLoss)}, ` +
          `test accuracy ${formatAccuracy(event.testAccuracy)}`,
      );
    case 'training':
    case 'predicting':
    case 'progress':
    case 'checkpoint':
    case 'finished':
      return undefined;
    default:
      return describeTrouble(event);
  }
}

/** What also a board cannot show: lost attempts, and what the workers say. */
export function describeTrouble(event: RunEvent): EventLine | undefined {
  switch (event.type) {
    case 'lost':
      if (event.kind === 'cancelled') return note(`${member(event)} is stopped: ${event.reason}`);
      return warning(
        `${member(event)} lost attempt ${event.attempt}: ${event.reason}; ${whatNext(event)}`,
      );
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

/** What the coordinator gives as the reason when no more is known. */
const A_USER_WISHED_IT = 'it was cancelled';

/** How a run has ended, in one line; undefined while it goes on. */
export function describeEnd({ runId, status, reason }: RunView): string | undefined {
  switch (status) {
    case 'running':
      return undefined;
    case 'succeeded':
      return `run ${runId} succeeded`;
    case 'failed':
      return `run ${runId} failed: ${reason}`;
    case 'cancelled':
      return `run ${runId} was cancelled${reason === A_USER_WISHED_IT ? '' : `: ${reason}`}`;
  }
}

function whatNext({ retried, retryAfterMs }: { retried: boolean; retryAfterMs: number }): string {
  if (!retried) return 'it is given up';
  return `it is tried again${retryAfterMs > 0 ? ` in ${formatSeconds(retryAfterMs)}` : ''}`;
}

function runLine({ runId, config }: RunView): string {
  const { members, dataset, training, seed, threads } = config;
  const images = `${dataset.trainLimit} training and ${dataset.testLimit} test images`;
  return (
    `run ${runId}: ${count(members, 'member')}, ${formatDataset(dataset)}, ` +
    `${images}, ${count(training.epochs, 'epoch')}, batch ${training.batchSize}, ` +
    `learning rate ${training.learningRate}, seed ${seed}, threads ${threads}`
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
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
