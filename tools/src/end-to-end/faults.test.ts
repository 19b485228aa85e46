import type { RunEvent } from '@chorus/proto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { FaultyCluster, LOST_AFTER_SECONDS } from './faulty-cluster.ts';
import type { SmallRun } from './small-run.ts';

/** Long enough that every fault finds it at work. */
const RUN: SmallRun = { members: 2, epochs: 8, trainLimit: 1000 };
const TIMEOUT_MS = 120_000;

/** The digests of the same run without faults. */
let undisturbed: string[];

beforeAll(async () => {
  await using cluster = await FaultyCluster.start();
  cluster.startWorker(['--slots', '2']);
  undisturbed = digests(await cluster.finish(await cluster.submit(RUN)));
}, TIMEOUT_MS);

function digests({ report }: Awaited<ReturnType<FaultyCluster['finish']>>): string[] {
  return report.members.map(({ predictionsSha256 }) => predictionsSha256);
}

/** Resolves when so many epochs of the run have ended. */
async function epochs(cluster: FaultyCluster, runId: string, count: number): Promise<void> {
  let seen = 0;
  for await (const event of cluster.watch(runId)) {
    if (event.type === 'epoch' && ++seen >= count) return;
  }
}

function ofType<Type extends RunEvent['type']>(events: readonly RunEvent[], type: Type) {
  return events.filter((event): event is Extract<RunEvent, { type: Type }> => event.type === type);
}

/**
 * Two workers train the run; whenever so many epochs have ended, all in all, it is spoilt.
 *
 * @returns the run, which ended as if it never was
 */
async function spoilAfter(
  counts: readonly number[],
  spoil: (cluster: FaultyCluster) => Promise<void> | void,
): Promise<Awaited<ReturnType<FaultyCluster['finish']>>> {
  await using cluster = await FaultyCluster.start();
  cluster.startWorker();
  cluster.startWorker();
  const runId = await cluster.submit(RUN);
  for (const count of counts) {
    await epochs(cluster, runId, count);
    await spoil(cluster);
  }
  const finished = await cluster.finish(runId);
  expect(digests(finished)).toEqual(undisturbed);
  return finished;
}

test(
  'C7: a coordinator that is killed again and again stops no training',
  { timeout: TIMEOUT_MS },
  async () => {
    const { events } = await spoilAfter([1, 5, 9], async (cluster) => {
      await cluster.killCoordinator();
      await cluster.startCoordinator();
    });
    expect(ofType(events, 'lost')).toEqual([]);
  },
);

test(
  'a connection that is cut again and again loses nothing',
  { timeout: TIMEOUT_MS },
  async () => {
    const { events } = await spoilAfter([1, 4, 8, 12], ({ proxy }) => proxy.cut());
    expect(ofType(events, 'lost')).toEqual([]);
  },
);

test(
  'C5: a worker that is killed costs its member at most an epoch and changes no bit',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await FaultyCluster.start();
    const first = cluster.startWorker();
    const runId = await cluster.submit(RUN);
    await epochs(cluster, runId, 3);
    first.kill();
    cluster.startWorker();
    const finished = await cluster.finish(runId);
    expect(digests(finished)).toEqual(undisturbed);
    const [lost, ...others] = ofType(finished.events, 'lost');
    expect(lost).toMatchObject({ kind: 'worker-lost', attempt: 1 });
    expect(others).toEqual([]);
    const ofMember = finished.events.filter(
      (event) => 'member' in event && event.member === lost!.member,
    );
    const [resumed] = ofType(ofMember, 'assigned').filter(({ attempt }) => attempt === 2);
    const checkpoints = ofType(ofMember, 'checkpoint').filter(({ attempt }) => attempt === 1);
    expect(resumed!.resumedEpoch).toBe(checkpoints.at(-1)!.epoch);
  },
);

test(
  'C5: a trainer that is killed continues from its checkpoint',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await FaultyCluster.start();
    const worker = cluster.startWorker();
    const runId = await cluster.submit(RUN);
    await epochs(cluster, runId, 3);
    for (const pid of worker.trainers()) process.kill(pid, 'SIGKILL');
    const finished = await cluster.finish(runId);
    expect(digests(finished)).toEqual(undisturbed);
    expect(ofType(finished.events, 'lost')).toHaveLength(1);
  },
);

test(
  'C5: snapshots are one training, also when the trainer of one of them is killed',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await FaultyCluster.start();
    const worker = cluster.startWorker(['--slots', '2']);
    const runId = await cluster.submit({ ...RUN, epochs: 4, snapshots: true });
    await epochs(cluster, runId, 5);
    for (const pid of worker.trainers()) process.kill(pid, 'SIGKILL');
    const { report } = await cluster.finish(runId);
    const [first, second] = report.members;
    expect(second!.predictionsSha256).toBe(undisturbed[0]);
    expect(second!.seed).toBe(first!.seed);
    expect([first!.attempts, second!.attempts]).toEqual([1, 2]);
    for (const member of report.members) {
      expect(member.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    }
  },
);

test(
  'C2: a worker that froze for too long is stopped when it wakes, and nothing of it counts',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await FaultyCluster.start();
    const frozen = cluster.startWorker(['--name', 'frozen']);
    const runId = await cluster.submit({ ...RUN, members: 1 });
    await epochs(cluster, runId, 2);
    frozen.freeze();
    cluster.startWorker(['--name', 'other']);
    for await (const event of cluster.watch(runId)) {
      if (event.type === 'training' && event.attempt === 2) break;
    }
    frozen.thaw();
    const { events, report } = await cluster.finish(runId);
    expect(report.members[0]!.predictionsSha256).toBe(undisturbed[0]);
    expect(report.members[0]!.worker).toBe('other');
    expect(ofType(events, 'epoch').filter(({ attempt }) => attempt === 1).length).toBeLessThan(8);
  },
);

test(
  'a network that swallows everything for a while loses nothing',
  { timeout: TIMEOUT_MS },
  async () => {
    await spoilAfter([2], async ({ proxy }) => {
      proxy.setBlackhole(true);
      await delay((LOST_AFTER_SECONDS + 2) * 1000);
      proxy.setBlackhole(false);
    });
  },
);

test('a slow network changes nothing', { timeout: TIMEOUT_MS }, async () => {
  await using cluster = await FaultyCluster.start();
  cluster.proxy.delayMs = 150;
  cluster.startWorker(['--slots', '2']);
  expect(digests(await cluster.finish(await cluster.submit(RUN)))).toEqual(undisturbed);
});

test(
  'a drained worker hands its member back after its epoch, and another goes on',
  { timeout: TIMEOUT_MS },
  async () => {
    await using cluster = await FaultyCluster.start();
    const first = cluster.startWorker();
    const runId = await cluster.submit(RUN);
    await epochs(cluster, runId, 2);
    const ended = first.end('SIGTERM');
    cluster.startWorker();
    expect(await ended).toBe(0);
    const finished = await cluster.finish(runId);
    expect(digests(finished)).toEqual(undisturbed);
    const [lost] = ofType(finished.events, 'lost');
    expect(lost).toMatchObject({ kind: 'handed-back', attempt: 1 });
    const [resumed] = ofType(finished.events, 'assigned').filter(({ attempt }) => attempt === 2);
    const before = ofType(finished.events, 'epoch').filter(
      ({ attempt, member }) => attempt === 1 && member === lost!.member,
    );
    expect(resumed!.resumedEpoch).toBe(before.length);
  },
);

test(
  'a full disk stops the coordinator with the reason; with room again it goes on',
  { timeout: TIMEOUT_MS },
  async ({ skip }) => {
    const state = mkdtempSync(join(tmpdir(), 'chorus-small-disk-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', state], { stdio: 'ignore' });
    } catch {
      rmSync(state, { recursive: true });
      skip('mounting a small disk is not permitted here');
    }
    try {
      await using cluster = await FaultyCluster.start(state);
      cluster.startWorker(['--slots', '2']);
      const runId = await cluster.submit(RUN);
      await epochs(cluster, runId, 2);
      fill(state);
      const { exitStatus, stderr } = await cluster.coordinator.end();
      expect(exitStatus).toBe(1);
      expect(stderr).toMatch(/"msg":"the (disk|journal).*nothing is lost"\}\n$/);
      rmSync(join(state, 'filler'));
      await cluster.startCoordinator();
      expect(digests(await cluster.finish(runId))).toEqual(undisturbed);
    } finally {
      execFileSync('umount', [state]);
      rmSync(state, { recursive: true });
    }
  },
);

function fill(folder: string): void {
  try {
    execFileSync('dd', ['if=/dev/zero', `of=${join(folder, 'filler')}`, 'bs=4k'], {
      stdio: 'ignore',
    });
  } catch {
    // It ends when the disk is full.
  }
}
