import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command } from '@chorus/scheduler';
import { newState } from '@chorus/scheduler';
import { MemoryJournal } from '../journal/journal.ts';
import type { JournalRecord } from '../journal/record.ts';
import { stateDigest, fold, Ledger, type LedgerOptions } from './ledger.ts';

/** A journal in memory that notes what is done to it, and fails when it is told to. */
class NotedJournal extends MemoryJournal {
  readonly #notes: string[];
  readonly digests: (string | undefined)[] = [];
  full = false;

  constructor(notes: string[]) {
    super();
    this.#notes = notes;
  }

  override append(records: readonly JournalRecord[], digest?: string): void {
    if (this.full) throw new Error('the disk is full');
    super.append(records, digest);
    this.digests.push(digest);
    this.#notes.push(`wrote ${records.map(nameOf).join(' ')}`.trimEnd());
  }

  override tidy(): void {
    if (this.full) throw new Error('the disk is full');
    this.#notes.push('tidied');
  }

  override close(): void {
    this.#notes.push('closed');
  }
}

function options(roomWaitMs = 0): LedgerOptions {
  return {
    onFailure: ({ message }) => notes.push(`failed: ${message}`),
    warn: (message) => notes.push(`warned: ${message}`),
    roomWaitMs,
    snapshot: () => ({ runs: [], deleted: [], removing: [], workers: [] }),
  };
}

let notes: string[];
let journal: NotedJournal;
let ledger: Ledger;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  notes = [];
  journal = new NotedJournal(notes);
  ledger = new Ledger(journal, options());
});

afterEach(() => vi.useRealTimers());

const worker = { workerId: 'gpu-box', incarnation: 1 };

function submission(runId: string): JournalRecord {
  const plan = { members: 1, minMembers: 1, epochs: 1, maxFailures: 3 };
  const body = { plan, config: {}, members: [{ seed: 1 }] };
  return { atMs: 1, type: 'run-submitted', runId, ...body } as unknown as JournalRecord;
}

function nameOf(record: JournalRecord): string {
  return 'runId' in record ? record.runId : record.type;
}

function take(runId: string): void {
  ledger.take(submission(runId), ([command]) => [
    () => notes.push(`released ${runId} ${command?.type}`),
  ]);
}

test('LEDGER-1, LEDGER-2: what arrives together is written together, and nothing is released before', async () => {
  take('a');
  take('b');
  expect(ledger.state.runs.size, 'the state is ahead of the disk').toBe(2);
  expect(notes).toEqual([]);
  await turn();
  take('c');
  await turn();
  expect(notes).toEqual([
    ...['wrote a b', 'released a accepted', 'released b accepted'],
    ...['wrote c', 'released c accepted'],
  ]);
});

test('LEDGER-1: an answer waits for what it may rest on, and is itself not written', async () => {
  take('a');
  const stop: Command = { type: 'drain', workerId: 'gpu-box' };
  ledger.answer([stop], (commands) => [() => notes.push(`answered ${commands[0]!.type}`)]);
  expect(notes).toEqual([]);
  await turn();
  expect(notes).toEqual(['wrote a', 'released a accepted', 'answered drain']);
  ledger.answer([stop], () => [() => notes.push('answered alone')]);
  await turn();
  expect(notes.slice(3)).toEqual(['answered alone']);
});

describe('LEDGER-3: when the journal cannot be written', () => {
  test('nothing is released any more, and its owner is told once', async () => {
    take('a');
    await turn();
    journal.full = true;
    take('b');
    take('c');
    await turn();
    journal.full = false;
    take('d');
    ledger.answer([], () => [() => notes.push('answered')]);
    await turn();
    ledger.close();
    expect(notes.slice(2)).toEqual(['closed', 'failed: the disk is full']);
    expect([...journal.records()].map(nameOf)).toEqual(['a']);
  });

  test('or a step of a release ends it, no further step is taken', async () => {
    ledger.take(submission('a'), () => [
      () => ledger.fail(new Error('the folder is gone')),
      () => notes.push('released'),
    ]);
    await turn();
    expect(notes).toEqual(['wrote a', 'closed', 'failed: the folder is gone']);
  });

  test('in a quiet moment, it is the same', async () => {
    take('a');
    await turn();
    journal.full = true;
    vi.advanceTimersByTime(500);
    expect(notes.slice(2)).toEqual(['closed', 'failed: the disk is full']);
    journal.full = false;
    take('b');
    await turn();
    expect([...journal.records()].map(nameOf)).toEqual(['a']);
  });

  test('at its end, its owner is told', () => {
    take('a');
    journal.full = true;
    ledger.close();
    expect(notes).toEqual(['failed: the disk is full', 'closed']);
  });
});

describe('LEDGER-4: a release that finds no room on disk', () => {
  let room: boolean;
  let steps: number;

  beforeEach(() => {
    room = false;
    steps = 0;
  });

  const write = () => {
    if (!room) throw Object.assign(new Error('ENOSPC: events.jsonl'), { code: 'ENOSPC' });
    notes.push('wrote the file');
  };

  const releaseInSteps = () => {
    ledger.take(submission('a'), () => [() => (steps += 1), write, () => notes.push('told')]);
  };

  test('is waited for, with all that follows, and goes on where it was', async () => {
    ledger = new Ledger(journal, options(60_000));
    releaseInSteps();
    await turn();
    take('b');
    await turn();
    vi.advanceTimersByTime(5_000);
    expect(notes).toEqual([
      'wrote a',
      'warned: the disk is full: ENOSPC: events.jsonl; waits up to 1 min for room',
      'wrote b',
    ]);
    room = true;
    vi.advanceTimersByTime(1_000);
    expect(notes.slice(3)).toEqual([
      ...['wrote the file', 'told', 'released b accepted'],
      'warned: there is room on disk again: it goes on',
    ]);
    expect(steps).toBe(1);
  });

  test('for too long ends it, with the reason', async () => {
    ledger = new Ledger(journal, options(60_000));
    releaseInSteps();
    await turn();
    vi.advanceTimersByTime(59_000);
    expect(notes).not.toContain('closed');
    vi.advanceTimersByTime(2_000);
    expect(notes.slice(2)).toEqual(['closed', 'failed: the disk is full: ENOSPC: events.jsonl']);
    room = true;
    vi.advanceTimersByTime(5_000);
    expect(notes).not.toContain('told');
  });

  test('ends one that does not wait, at once', async () => {
    releaseInSteps();
    await turn();
    expect(notes.slice(1)).toEqual(['closed', 'failed: the disk is full: ENOSPC: events.jsonl']);
  });
});

test('a release that fails otherwise is no failure of the journal: it says what it is', async () => {
  ledger.take(submission('a'), () => [
    () => {
      throw new TypeError('x is undefined');
    },
  ]);
  await turn();
  expect(notes.slice(1)).toEqual([
    'closed',
    expect.stringMatching(/^failed: a defect of Chorus: TypeError: x is undefined/),
  ]);
});

test('the journal is tidied when nothing has happened for a while, not before', async () => {
  take('a');
  await turn();
  vi.advanceTimersByTime(499);
  take('b');
  await turn();
  vi.advanceTimersByTime(499);
  expect(notes).not.toContain('tidied');
  vi.advanceTimersByTime(5_000);
  expect(notes.filter((note) => note === 'tidied')).toHaveLength(1);
});

describe('at its end', () => {
  test('what is pending is written and not released, and nothing more is taken', async () => {
    take('a');
    ledger.close();
    ledger.close();
    take('b');
    await turn();
    expect(notes).toEqual(['wrote a', 'closed']);
  });

  test('it leaves the digest of the state that its journal makes', () => {
    take('a');
    take('b');
    ledger.close();
    const state = newState();
    for (const record of journal.records()) fold(state, record);
    expect(journal.lastDigest()).toEqual({ sequence: 2, sha256: stateDigest(state) });
  });
});

test('the digest is journalled every ten thousand records', async () => {
  for (let count = 1; count < 10_000; count++) {
    ledger.take({ atMs: count, type: 'time-passed' }, () => []);
  }
  await turn();
  expect(journal.digests).toEqual([undefined]);
  take('a');
  await turn();
  expect(journal.lastDigest()).toEqual({ sequence: 10_000, sha256: stateDigest(ledger.state) });
  take('b');
  await turn();
  expect(journal.digests.at(-1)).toBeUndefined();
});

describe('a snapshot', () => {
  const snapshotAt = () => journal.snapshot()?.sequence;

  async function takeTenThousand(): Promise<void> {
    for (let count = 0; count < 10_000; count++) {
      ledger.take({ atMs: count, type: 'time-passed' }, () => []);
    }
    await turn();
  }

  test('is kept after ten thousand records, and when the ledger is closed', async () => {
    await takeTenThousand();
    expect(snapshotAt()).toBe(10_000);
    take('a');
    await turn();
    expect(snapshotAt()).toBe(10_000);
    ledger.close();
    expect(snapshotAt()).toBe(10_001);
  });

  test('is not kept while something is not released: the runs are behind the state then', async () => {
    take('a');
    ledger.close();
    expect(snapshotAt(), 'what was written last was never released').toBeUndefined();
    journal = new NotedJournal(notes);
    ledger = new Ledger(journal, options());
    await takeTenThousand();
    expect(snapshotAt()).toBe(10_000);
  });

  test('that cannot be written stops nobody', async () => {
    vi.spyOn(journal, 'keepSnapshot').mockImplementation(() => {
      throw new Error('the disk is full');
    });
    await takeTenThousand();
    take('a');
    await turn();
    expect(notes).toContain('warned: no snapshot is kept of the journal: the disk is full');
    expect(notes.at(-1)).toBe('released a accepted');
  });
});

test('replayed, it has the state that it had, and tells what followed', async () => {
  take('a');
  await turn();
  const again = new Ledger(journal, options());
  const seen: string[] = [];
  again.replay({
    restore: () => true,
    visit: (record, [command]) => seen.push(`${nameOf(record)} ${command?.type}`),
  });
  expect(seen).toEqual(['a accepted']);
  expect(stateDigest(again.state)).toBe(stateDigest(ledger.state));
});

test('C2: a log line counts only when its attempt is the live one of its worker', () => {
  const state = newState();
  const join = { held: [], description: {}, deviceKind: 'gpu', slots: 1 };
  fold(state, { atMs: 1, type: 'worker-joined', worker, ...join } as unknown as JournalRecord);
  fold(state, submission('a'));
  const line = { level: 'info', message: 'warming up', timeMs: 1 };
  const logged = (workerId: string, attempt: number) =>
    fold(state, {
      atMs: 1,
      type: 'attempt-logged',
      worker: { ...worker, workerId },
      ref: { runId: 'a', member: 1, attempt },
      line,
    });
  expect(logged('gpu-box', 1)).toEqual([{ type: 'accepted' }]);
  expect(logged('gpu-box', 2)).toEqual([]);
  expect(logged('other', 1)).toEqual([]);
});
