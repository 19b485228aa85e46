import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ChorusProcess } from '../cli/testing/run-chorus.ts';

const TIMEOUT_MS = 120_000;
const TRAIN = [
  ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '200'],
  ...['--members', '2', '--filters', '8,8', '--dense-units', '32', '--batch-size', '50'],
  ...['--epochs', '1', '--workers', '1'],
];

let folder: string;
let disk: string;
let environment: NodeJS.ProcessEnv;
const started: ChorusProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-full-disk-'));
  disk = mkdtempSync(join(folder, 'disk-'));
  environment = { CHORUS_HOME: join(folder, 'home') };
});
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
  if (isMounted()) mountOrThrow('umount', ['--lazy', disk]);
  rmSync(folder, { recursive: true });
});

/** `chorus`, which the test's end ends. */
function start(args: readonly string[]): ChorusProcess {
  const chorus = new ChorusProcess(args, environment);
  started.push(chorus);
  return chorus;
}

function mountOrThrow(command: 'mount' | 'umount', args: string[]): void {
  execFileSync(command, args, { stdio: 'ignore' });
}

function isMounted(): boolean {
  return existsSync(join(disk, '.is-mounted'));
}

/** @returns whether the disk is one of its own, with this room */
function mountDisk(options: string): boolean {
  try {
    mountOrThrow('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
    writeFileSync(join(disk, '.is-mounted'), '');
    return true;
  } catch {
    return false;
  }
}

const makeRoom = () => mountOrThrow('mount', ['-o', 'remount,size=20m,nr_inodes=1000', disk]);

describe('a run that is trained here', () => {
  test.for([
    ['has no room for what a member uploads', 'size=60k,nr_inodes=1000'],
    ['has no room for its files', 'size=300k,nr_inodes=1000'],
    ['has no file left on the disk', 'size=20m,nr_inodes=22'],
  ] as const)(
    'and %s says so at once, and goes on when there is room',
    { timeout: TIMEOUT_MS },
    async ([, options], { skip }) => {
      if (!mountDisk(options)) skip('mounting a small disk is not permitted here');
      const out = join(disk, 'runs');
      const train = start([...TRAIN, '--out', out]);
      await train.prints('the disk is full: ');
      makeRoom();
      const { exitStatus, stdout } = await train.end();
      expect(exitStatus, train.stderr).toBe(0);
      expect(stdout).toContain('Ensemble of 2: ');
      const [runId = ''] = readdirSync(out);
      const left = readdirSync(join(out, runId)).toSorted();
      expect(left).toEqual([
        ...['events.jsonl', 'labels.npy', 'members', 'predictions', 'report.html', 'report.json'],
        ...['run.json', 'samples', 'tensorboard'],
      ]);
      for (const member of ['1', '2']) {
        const kept = readdirSync(join(out, runId, 'members', member));
        expect(kept.toSorted()).toEqual(['model.json', 'weights.bin']);
      }
    },
  );

  test(
    'and has no room from the beginning is refused with the file, and leaves nothing',
    { timeout: TIMEOUT_MS },
    async ({ skip }) => {
      if (!mountDisk('size=4k,nr_inodes=1000')) {
        skip('mounting a small disk is not permitted here');
      }
      const out = join(disk, 'runs');
      const { exitStatus, stderr } = await start([...TRAIN, '--out', out]).end();
      expect(exitStatus).toBe(1);
      expect(stderr).toMatch(/^chorus: .*disk-.* cannot be written: ENOSPC.*\n$/m);
      expect(readdirSync(out)).toEqual([]);
    },
  );
});

test(
  'a coordinator that finds no room when it starts ends with the reason; with room it starts',
  { timeout: TIMEOUT_MS },
  async ({ skip }) => {
    if (!mountDisk('size=20m,nr_inodes=1000')) skip('mounting a small disk is not permitted here');
    const serve = ['serve', '--listen', '127.0.0.1:0', '--state', join(disk, 'state')];
    const first = start(serve);
    const address = await first.listens();
    const submit = start([...TRAIN.slice(0, -2), '--coordinator', address]);
    await submit.prints('waiting for a worker');
    submit.child.kill('SIGKILL');
    first.child.kill('SIGTERM');
    await first.end();
    fillDisk();
    const { exitStatus, stderr } = await start(serve).end();
    expect(exitStatus).not.toBe(0);
    expect(stderr).toMatch(/ENOSPC|is full/);
    rmSync(join(disk, 'filler'));
    const again = start(serve);
    await again.listens();
    again.child.kill('SIGTERM');
    expect((await again.end()).exitStatus).toBe(0);
  },
);

function fillDisk(): void {
  try {
    const file = `of=${join(disk, 'filler')}`;
    execFileSync('dd', ['if=/dev/zero', file, 'bs=4k'], { stdio: 'ignore' });
  } catch {
    // It ends when the disk is full.
  }
}
