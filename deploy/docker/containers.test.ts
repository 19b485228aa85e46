import { findMountableTensorFlow } from '@chorus/packaging';
import { joinCoordinator } from '@chorus/proto';
import { resultOf, type Report } from '@chorus/run-view';
import { keepMembership, parseToken } from '@chorus/trust';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getContainerRuntimeClient, type ContainerRuntimeClient } from 'testcontainers';
import { afterAll, beforeAll, expect, test, vi, type TestContext } from 'vitest';
import { ContainerCluster, type RunningContainer } from './testing/container-cluster.ts';
import { trainSmallRun } from './testing/train-small-run.ts';

/** Building the images is what takes long: npm installs the packages of both. */
const SETUP_TIMEOUT_MS = 10 * 60_000;

let cluster: ContainerCluster | undefined;
let home: string | undefined;

beforeAll(async () => {
  const engine = await findEngine();
  if (!engine) return;
  cluster = await ContainerCluster.start(engine);
  // This process is a user, too, who logs in.
  home = mkdtempSync(join(tmpdir(), 'chorus-containers-'));
  vi.stubEnv('CHORUS_HOME', home);
  const { address } = cluster;
  const token = await cluster.token('--role', 'operator', '--address', address);
  const { credentials } = await joinCoordinator(parseToken(token), 'tests');
  keepMembership(home, 'users', { label: 'containers', addresses: [address], credentials });
}, SETUP_TIMEOUT_MS);

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
  if (home) rmSync(home, { recursive: true });
});

async function findEngine(): Promise<ContainerRuntimeClient | undefined> {
  try {
    return await getContainerRuntimeClient();
  } catch {
    return undefined;
  }
}

function requireCluster({ skip }: TestContext): ContainerCluster {
  if (!cluster) skip('no Docker-compatible engine answers: start one, or set DOCKER_HOST');
  return cluster!;
}

/** Starts two workers, with TensorFlow if this machine has one that can be mounted. */
function startTwoWorkers(containers: ContainerCluster): Promise<RunningContainer[]> {
  const tensorFlow = findMountableTensorFlow();
  const missing = 'reason' in tensorFlow;
  if (missing) console.warn(`the containers train by WebAssembly: ${tensorFlow.reason}`);
  const options = { tensorFlowFolder: missing ? undefined : tensorFlow.folder };
  return Promise.all([containers.startWorker(options), containers.startWorker(options)]);
}

test('two worker containers train an ensemble, and the report equals what the events say', async (context) => {
  const containers = requireCluster(context);
  const workers = await startTwoWorkers(containers);
  const { events, reportFile } = await trainSmallRun(containers.address);

  const last = events.at(-1);
  if (last?.type !== 'finished' || last.status !== 'succeeded') {
    const printed = workers.flatMap(({ lines }) => lines).join('\n');
    throw new Error(`the run did not succeed: ${JSON.stringify(last)}\n${printed}`);
  }
  const report = JSON.parse(reportFile) as Report;
  expect(last.result).toEqual(resultOf(report));
  expect(new Set(report.members.map(({ worker }) => worker)).size).toBe(2);
  expect(report.members.map(({ member }) => member)).toEqual([1, 2]);
  for (const { member, attempts, worker, backend, ...result } of report.members) {
    const about = events.filter((event) => 'member' in event && event.member === member);
    expect(about.filter(({ type }) => type === 'epoch')).toMatchObject(result.epochs);
    expect(result.epochs.map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(about.filter(({ type }) => type === 'assigned')).toMatchObject([{ worker }]);
    expect(about.filter(({ type }) => type === 'training')).toMatchObject([{ backend }]);
    const { testLoss, testAccuracy, predictionsSha256 } = result;
    expect(about.filter(({ type }) => type === 'done')).toMatchObject([
      { attempt: attempts, testLoss, testAccuracy, predictionsSha256 },
    ]);
  }
});

test('a worker without mounted libraries says so and joins all the same', async (context) => {
  const { lines } = await requireCluster(context).startWorker();
  const expected =
    'reason' in findMountableTensorFlow() ? /not set up/ : /libtensorflow_cc.so.2: cannot open/;
  // The container's output reaches this process a little later than the news that it has joined.
  await expect
    .poll(() => lines.find((line) => line.includes('WebAssembly')), { timeout: 10_000 })
    .toMatch(expected);
});

test('SIGTERM alone ends a worker and the coordinator with status 0', async (context) => {
  const containers = requireCluster(context);
  const worker = await containers.startWorker();
  expect(await containers.terminate(worker)).toBe(0);
  expect(await containers.terminate(containers.coordinator)).toBe(0);
});
