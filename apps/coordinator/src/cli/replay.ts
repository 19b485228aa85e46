import { checkIsFile } from './check-is-file.ts';
import { fold, digestOf } from '../server/ledger.ts';
import { newState } from '../core/state.ts';
import { SqliteJournal } from '../journal/sqlite-journal.ts';
import type { RunEvent } from '@chorus/proto';
import { runEventsOf } from '../run/run-events.ts';
import { applyEvent, type RunView } from '../run/run-view.ts';
import { ChorusError } from '@chorus/proto';
import { describeEvent } from './event-line.ts';
import { EXIT_STATUS } from './exit-status.ts';

/**
 * Prints again what a journal's runs went through, and checks that the journal still makes the state
 * that its coordinator had.
 *
 * @returns the exit status
 * @throws ChorusError `corrupt` when it makes another state
 */
export function replay(path: string, { json }: { json?: boolean }): number {
  checkIsFile('JOURNAL', path);
  const journal = new SqliteJournal(path);
  try {
    const state = newState();
    const views = new Map<string, RunView>();
    const sequences = new Map<string, number>();
    const expected = journal.lastDigest();
    let count = 0;
    let digest: string | undefined;
    for (const record of journal.records()) {
      count += 1;
      const commands = fold(state, record);
      for (const { runId, body } of runEventsOf(record, commands)) {
        const sequence = (sequences.get(runId) ?? 0) + 1;
        sequences.set(runId, sequence);
        const event = { sequence, timeMs: record.atMs, runId, ...body } as RunEvent;
        views.set(runId, applyEvent(views.get(runId), event));
        print(event, views.get(runId)!, json ?? false);
      }
      if (count === expected?.sequence) digest = digestOf(state);
    }
    if (expected && digest !== expected.sha256) {
      throw new ChorusError(
        'corrupt',
        `${path}: the first ${expected.sequence} events make another state than the coordinator had: ` +
          'they were altered, or another version of Chorus wrote them',
      );
    }
    const checked = expected ? `; the state after event ${expected.sequence} is the same` : '';
    process.stderr.write(`${count} events of ${views.size} runs${checked}\n`);
    return EXIT_STATUS.succeeded;
  } finally {
    journal.close();
  }
}

function print(event: RunEvent, view: RunView, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(event)}\n`);
    return;
  }
  const text =
    event.type === 'finished' ? `run ${view.runId} ${view.status} ${view.reason}` : undefined;
  const line = text ?? describeEvent(event, view)?.text;
  if (line === undefined) return;
  process.stdout.write(
    `${new Date(event.timeMs).toISOString()} ${event.runId} ${line.trimEnd()}\n`,
  );
}
