import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leaveRun, VALIDATION_SAMPLES } from '../testing/leave-run.ts';
import { findRun } from './find-run.ts';
import { FinishedRun } from './finished-run.ts';

let runsDir: string;
beforeEach(() => (runsDir = mkdtempSync(join(tmpdir(), 'chorus-finished-'))));
afterEach(() => rmSync(runsDir, { recursive: true }));

/** The one line that an action is refused with. */
function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    const { name, code, message } = error as Error & { code: string };
    expect(name).toBe('ChorusError');
    expect(message).not.toContain('\n');
    return `${code}: ${message}`;
  }
  throw new Error('it was not refused');
}

/** Changes one byte of a file. */
function alter(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at < 0 ? bytes.length + at : at]! ^= 1;
  writeFileSync(path, bytes);
}

test('a finished run gives back what its members predicted, and what their bits depend on', () => {
  const left = leaveRun(runsDir);
  const run = FinishedRun.open(left.path);
  expect(run.runId).toBe(left.runId);
  expect(run.config).toEqual(left.config);
  expect(run.facts.classes).toEqual(left.config.dataset.classes);
  expect(run.labels()).toEqual(left.labels);
  expect(run.heldOut()).toEqual({ validationLabels: left.validationLabels });
  expect(run.members.map(({ member }) => run.predictions(member))).toEqual(left.predictions);
  const heldOut = run.members.map(({ member }) =>
    run.heldOutPredictions(member, VALIDATION_SAMPLES),
  );
  expect(heldOut).toEqual(left.validation);
  run.requireModels();
  const described = JSON.parse(readFileSync(join(left.path, 'run.json'), 'utf8')) as {
    members: unknown[];
  };
  expect(run.members.map(({ member, specification }) => ({ member, ...specification }))).toEqual(
    described.members,
  );
});

test('a run that goes on or has failed is refused with what to do', () => {
  const running = leaveRun(runsDir, 'running');
  expect(refusal(() => FinishedRun.open(running.path))).toBe(
    `refused: run ${running.runId} goes on, or its coordinator was stopped: wait for its end, see ` +
      `'chorus watch ${running.runId}'`,
  );
  rmSync(running.path, { recursive: true });
  const failed = leaveRun(runsDir, 'failed');
  expect(refusal(() => FinishedRun.open(failed.path))).toBe(
    `refused: run ${failed.runId} failed: member 2 was given up; it has no ensemble to use; train it again`,
  );
});

test('what is no folder of a run is refused', () => {
  expect(refusal(() => FinishedRun.open(runsDir))).toBe(
    `not-found: ${runsDir} is no run's folder: it has no events.jsonl; name a folder such as runs/RUN`,
  );
  expect(refusal(() => FinishedRun.open(join(runsDir, 'no')))).toContain(
    'not-found: ' + join(runsDir, 'no') + " is no run's folder: its folder",
  );
});

test.for<[file: string, use: (run: FinishedRun) => unknown]>([
  ['events.jsonl', () => undefined],
  ['report.json', () => undefined],
  ['labels.npy', (run) => run.labels()],
  ['dataset.json', (run) => run.facts],
  ['predictions/member-2.npy', (run) => run.predictions(2)],
  ['validation/labels.npy', (run) => run.heldOut()],
  ['validation/member-1.npy', (run) => run.heldOutPredictions(1, VALIDATION_SAMPLES)],
  ['members/2/model.json', (run) => run.requireModels()],
  ['members/2/weights.bin', (run) => run.requireModels([2])],
])('a missing %s is named', ([file, use]) => {
  const { path } = leaveRun(runsDir);
  rmSync(join(path, file));
  expect(refusal(() => use(FinishedRun.open(path)))).toMatch(
    new RegExp(`^not-found: .*${join(path, file)}`),
  );
});

test.for<[file: string, at: number, use: (run: FinishedRun) => unknown]>([
  ['events.jsonl', 0, () => undefined],
  ['report.json', 0, () => undefined],
  ['labels.npy', 0, (run) => run.labels()],
  ['predictions/member-2.npy', -1, (run) => run.predictions(2)],
  ['validation/member-1.npy', -1, (run) => run.heldOutPredictions(1, VALIDATION_SAMPLES)],
])('an altered %s is named', ([file, at, use]) => {
  const { path } = leaveRun(runsDir);
  alter(join(path, file), at);
  expect(refusal(() => use(FinishedRun.open(path)))).toMatch(
    new RegExp(`^corrupt: ${join(path, file)}`),
  );
});

test('a report that is not of the run is refused', () => {
  const { path, runId } = leaveRun(runsDir);
  const reportPath = join(path, 'report.json');
  const report = JSON.parse(readFileSync(reportPath, 'utf8')) as Record<string, unknown>;
  const others: unknown[] = [
    null,
    [],
    { ...report, runId: 'another' },
    { ...report, members: [] },
    { ...report, members: [null] },
    { ...report, members: [{ member: 1, predictionsSha256: 'ab' }] },
    { ...report, members: [{ member: 7 }] },
    { ...report, ensemble: undefined },
  ];
  for (const other of others) {
    writeFileSync(reportPath, JSON.stringify(other));
    expect(refusal(() => FinishedRun.open(path))).toContain(`it is not the report of run ${runId}`);
  }
});

test('a member that the ensemble does not have is refused with those that it has', () => {
  const run = FinishedRun.open(leaveRun(runsDir).path);
  const { runId } = run;
  for (const use of [run.predictions, (member: number) => run.requireModels([member])]) {
    expect(refusal(() => use.call(run, 3))).toBe(
      `invalid: run ${runId} has no member 3 in its ensemble: it has 1, 2`,
    );
  }
});

test('a run is found by its folder and by its name', () => {
  const { path, runId } = leaveRun(runsDir);
  expect(findRun(path)).toBe(path);
  expect(findRun(runId, runsDir)).toBe(path);
  expect(refusal(() => findRun('nothing', runsDir))).toBe(
    `not-found: there is no folder nothing nor ${join(runsDir, 'nothing')}: name the folder that a run has left`,
  );
  expect(refusal(() => findRun('', runsDir))).toContain('the name of the run is empty');
  const file = join(path, 'report.json');
  expect(refusal(() => findRun(file))).toBe(`invalid: ${file} is a file: name the folder of a run`);
});

test('a run whose folder was renamed is the same run', () => {
  const { path, runId } = leaveRun(runsDir);
  const moved = join(runsDir, 'best');
  mkdirSync(moved);
  cpSync(path, moved, { recursive: true });
  expect(FinishedRun.open(moved).runId).toBe(runId);
});
