import type { RunView } from '@chorus/run-view';
import {
  assigned,
  cancelled,
  done,
  epoch,
  failed,
  lost,
  progress,
  sampleEvents,
  START_MS,
  submitted,
  submittedChain,
  training,
  viewOf,
} from '@chorus/run-view/testing';
import { expect, test } from 'vitest';
import { renderBoard } from './board.ts';
import { Pauses } from './pauses.ts';

/** One member in every phase. */
function everyPhase(): RunView {
  return viewOf(
    submitted(7),
    ...[1, 2, 3, 5, 6, 7].map((member) => assigned(member)),
    training(1),
    epoch(1, 1),
    epoch(1, 2),
    progress(1, 3, 5),
    training(2),
    { type: 'predicting', member: 3, attempt: 1 },
    done(5),
    lost(6, 'worker-lost'),
    lost(7, 'out-of-memory', { retried: false }),
  );
}

function board(view: RunView, columns: number, rows = 24): string {
  return `\n${renderBoard(view, { columns, rows, nowMs: START_MS + 75_000 }).join('\n')}\n`;
}

test('at 120 columns every phase shows all that is known', () => {
  expect(board(everyPhase(), 120)).toMatchInlineSnapshot(`
    "
    run 20260102-030405-abcd  shapes (synthetic)  1/7 members done  01:15 elapsed  02:50 left
    member 1  ████░░░░░░░░░░░░░░░░░░░░  epoch  3/15  loss 1.1000  acc 0.600    125 samples/s  01:40 left  gpu-box-1f2e
    member 2  ░░░░░░░░░░░░░░░░░░░░░░░░  epoch  1/15  gpu-box-1f2e
    member 3  ████████████████████████  predicting the test samples  gpu-box-1f2e
    member 4  waiting for a worker
    member 5  ████████████████████████  done  test loss 1.0700  test accuracy 0.6302  gpu-box-1f2e
    member 6  waiting for a worker again: by worker-lost
    member 7  failed: by out-of-memory
    "
  `);
});

test('at 80 columns what matters least is left out', () => {
  expect(board(everyPhase(), 80)).toMatchInlineSnapshot(`
    "
    shapes (synthetic)  1/7 members done  01:15 elapsed  02:50 left
    member 1  ███░░░░░░░░░░░░░░░░░░  epoch  3/15  loss 1.1000  acc 0.600  01:40 left
    member 2  ░░░░░░░░░░░░░░░░░░░░░░░░  epoch  1/15  gpu-box-1f2e
    member 3  ████████████████████████  predicting the test samples  gpu-box-1f2e
    member 4  waiting for a worker
    member 5  ██████████  done  test loss 1.0700  test accuracy 0.6302  gpu-box-1f2e
    member 6  waiting for a worker again: by worker-lost
    member 7  failed: by out-of-memory
    "
  `);
});

test('at 60 columns the bar and the epoch are still there', () => {
  expect(board(everyPhase(), 60)).toMatchInlineSnapshot(`
    "
    shapes (synthetic)  1/7 members done  02:50 left
    member 1  ██░░░░░░░░░░░  epoch  3/15  loss 1.1000  acc 0.600
    member 2  ░░░░░░░░░░░░░░░░░░░░░░░  epoch  1/15  gpu-box-1f2e
    member 3  ███████  predicting the test samples  gpu-box-1f2e
    member 4  waiting for a worker
    member 5  ██████████████████████  done  test accuracy 0.6302
    member 6  waiting for a worker again: by worker-lost
    member 7  failed: by out-of-memory
    "
  `);
});

test('no line is longer than the terminal is wide', () => {
  const view = everyPhase();
  for (let columns = 20; columns <= 200; columns++) {
    for (const line of renderBoard(view, { columns, rows: 24, nowMs: START_MS })) {
      expect(line.length).toBeLessThanOrEqual(columns);
    }
  }
});

test('more members than rows: those at work are shown, the others counted', () => {
  const view = viewOf(submitted(100), assigned(50), training(50), assigned(9), done(9));
  const lines = renderBoard(view, { columns: 60, rows: 6, nowMs: START_MS });
  expect(lines.slice(1)).toEqual([
    'member 1    waiting for a worker',
    'member 2    waiting for a worker',
    expect.stringMatching(/^member 50 .*epoch {2}1\/15/),
    '… and 97 more: 1 done, 96 waiting',
  ]);
});

test('time left in all counts the members that wait', () => {
  const view = viewOf(submitted(3), assigned(1), training(1), epoch(1, 14), epoch(1, 15));
  view.members[0]!.epochs.pop();
  // One epoch of 8 s is left of the one that trains, 15 each of the two that wait.
  const [runLine] = renderBoard(view, { columns: 120, rows: 24, nowMs: START_MS });
  expect(runLine).toContain(`05:52 left`);
});

test('a member that waits for its pause says how long, then that it waits for a worker', () => {
  const events = [submitted(2), assigned(1), lost(1, 'diverged', { retryAfterMs: 4000 })];
  const pauses = new Pauses();
  for (const event of sampleEvents(...events)) pauses.apply(event);
  const lostMs = START_MS + 2000;
  const lineAt = (nowMs: number) =>
    renderBoard(viewOf(...events), { columns: 80, rows: 24, nowMs }, undefined, pauses)[1];
  expect(lineAt(lostMs)).toBe('member 1  waiting 4 s to be tried again: by diverged');
  expect(lineAt(lostMs + 3001)).toBe('member 1  waiting 1 s to be tried again: by diverged');
  expect(lineAt(lostMs + 4000)).toBe('member 1  waiting for a worker again: by diverged');
});

test('a pause ends with the attempt that comes after it', () => {
  const pauses = new Pauses();
  const first = lost(1, 'diverged', { retryAfterMs: 60_000 });
  for (const event of sampleEvents(submitted(), first, lost(1, 'worker-lost'))) pauses.apply(event);
  expect(pauses.leftMs(1, START_MS)).toBeLessThanOrEqual(2000);
});

test('of a run that was cancelled or has failed nobody waits any more', () => {
  const began = [submitted(3), assigned(1), done(1), assigned(2)];
  const stopped = lost(2, 'cancelled', { retried: false });
  expect(board(viewOf(...began, stopped, cancelled()), 80)).toMatchInlineSnapshot(`
    "
    shapes (synthetic)  1/3 members done  cancelled  00:05 elapsed
    member 1  ██████████  done  test loss 1.0700  test accuracy 0.6302  gpu-box-1f2e
    member 2  cancelled
    member 3  cancelled
    "
  `);
  expect(board(viewOf(...began, stopped, failed('too few')), 80)).toMatchInlineSnapshot(`
    "
    shapes (synthetic)  1/3 members done  failed  00:05 elapsed
    member 1  ██████████  done  test loss 1.0700  test accuracy 0.6302  gpu-box-1f2e
    member 2  cancelled
    member 3  not trained to its end
    "
  `);
});

test('cancelled members are the first to be left out, and are counted', () => {
  const stopped = Array.from({ length: 9 }, (_, index) =>
    lost(index + 1, 'cancelled', { retried: false }),
  );
  const view = viewOf(submitted(10), ...stopped, assigned(10), training(10));
  const lines = renderBoard(view, { columns: 60, rows: 5, nowMs: START_MS });
  expect(lines.slice(1)).toEqual([
    'member 1   cancelled',
    expect.stringMatching(/^member 10 .*epoch {2}1\/15/),
    '… and 8 more: 8 cancelled',
  ]);
});

test('snapshots wait for the one before them', () => {
  const view = viewOf(submittedChain(3));
  const lines = renderBoard(view, { columns: 60, rows: 9, nowMs: START_MS });
  expect(lines.slice(1)).toEqual([
    'member 1  waiting for a worker',
    'member 2  waiting for member 1',
    'member 3  waiting for member 2',
  ]);
});

test('backups are shown, and do not count as members that are wanted', () => {
  const added = { type: 'added', member: 3, backupOf: 2 } as const;
  const view = viewOf(submitted(2), added, assigned(1), done(1), assigned(3), done(3));
  const [runLine, ...lines] = renderBoard(view, { columns: 120, rows: 24, nowMs: START_MS });
  expect(runLine).toContain('2/2 members done');
  expect(lines).toHaveLength(3);
});

test('with a validation set the ensemble so far has a line, and no member shows its test accuracy', () => {
  const validation = { loss: 1.2, accuracy: 0.5, predictionsSha256: 'v' };
  const view = viewOf(
    submitted(2),
    { type: 'done', member: 1, attempt: 1, predictionsSha256: 'p', validation },
    { type: 'validated', members: [1], accuracy: 0.5, accuracyLow: 0.4, accuracyHigh: 0.6 },
  );
  expect(board(view, 100)).toMatchInlineSnapshot(`
    "
    run 20260102-030405-abcd  shapes (synthetic)  1/2 members done  01:15 elapsed
    ensemble of 1: validation accuracy 0.5000 (95%: 0.4000 to 0.6000)
    member 1  ████████████████████████  done  validation loss 1.2000  validation accuracy 0.5000
    member 2  waiting for a worker
    "
  `);
});
