import { ChorusProcess } from '@chorus/chorus/testing';
import { SmallDisk } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const TIMEOUT_MS = 120_000;
const TRAIN = [
  ...['train', '--dataset', 'shapes', '--train-limit', '600', '--test-limit', '200'],
  ...['--members', '2', '--filters', '8,8', '--dense-units', '32', '--batch-size', '50'],
  ...['--epochs', '1', '--workers', '1'],
];

let folder: string;
let disk: SmallDisk | undefined;
let environment: NodeJS.ProcessEnv;
const started: ChorusProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-full-disk-'));
  environment = { CHORUS_HOME: join(folder, 'home') };
});
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
  disk?.[Symbol.dispose]();
  disk = undefined;
  rmSync(folder, { recursive: true });
});

/** `chorus`, which the test's end ends. */
function start(args: readonly string[]): ChorusProcess {
  const chorus = new ChorusProcess(args, environment);
  started.push(chorus);
  return chorus;
}

/** Mounts the disk of this test, with this room; skips the test where that is not permitted. */
function mountDisk(room: string, skip: (note: string) => never): string {
  disk = SmallDisk.mount(room);
  return disk?.path ?? skip('mounting a small disk is not permitted here');
}

describe('a run that is trained here', () => {
  test.for([
    ['has no room for what a member uploads', 'size=60k,nr_inodes=1000'],
    ['has no room for its files', 'size=300k,nr_inodes=1000'],
    ['has no file left on the disk', 'size=20m,nr_inodes=21'],
  ] as const)(
    'and %s says so at once, and goes on when there is room',
    { timeout: TIMEOUT_MS },
    async ([, room], { skip }) => {
      const out = join(mountDisk(room, skip), 'runs');
      const train = start([...TRAIN, '--out', out]);
      await train.prints('the disk is full: ');
      disk!.resize('size=20m,nr_inodes=1000');
      const { exitStatus, stdout } = await train.end();
      expect(exitStatus, train.stderr).toBe(0);
      expect(stdout).toContain('Ensemble of 2: ');
      const [runId = ''] = readdirSync(out);
      const left = readdirSync(join(out, runId)).toSorted();
      expect(left).toEqual([
        ...[
          'dataset.json',
          'events.jsonl',
          'labels.npy',
          'manifest.json',
          'members',
          'predictions',
          'report.html',
          'report.json',
        ],
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
      const out = join(mountDisk('size=4k,nr_inodes=1000', skip), 'runs');
      const { exitStatus, stderr } = await start([...TRAIN, '--out', out]).end();
      expect(exitStatus).toBe(1);
      expect(stderr).toMatch(/^chorus: .*small-disk-.* cannot be written: ENOSPC.*\n$/m);
      expect(readdirSync(out)).toEqual([]);
    },
  );
});

test(
  'a coordinator that finds no room when it starts ends with the reason; with room it starts',
  { timeout: TIMEOUT_MS },
  async ({ skip }) => {
    const path = mountDisk('size=20m,nr_inodes=1000', skip);
    const serve = ['serve', '--listen', '127.0.0.1:0', '--state', join(path, 'state')];
    const first = start(serve);
    const address = await first.listens();
    const submit = start([...TRAIN.slice(0, -2), '--coordinator', address]);
    await submit.prints('waiting for a worker');
    submit.child.kill('SIGKILL');
    first.child.kill('SIGTERM');
    await first.end();
    fill(path);
    const { exitStatus, stderr } = await start(serve).end();
    expect(exitStatus).not.toBe(0);
    expect(stderr).toMatch(/ENOSPC|is full/);
    rmSync(join(path, 'filler'));
    const again = start(serve);
    await again.listens();
    again.child.kill('SIGTERM');
    expect((await again.end()).exitStatus).toBe(0);
  },
);

function fill(folder: string): void {
  try {
    const file = `of=${join(folder, 'filler')}`;
    execFileSync('dd', ['if=/dev/zero', file, 'bs=4k'], { stdio: 'ignore' });
  } catch {
    // It ends when the disk is full.
  }
}
