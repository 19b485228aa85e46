// Runs of the experiment by the commands that users give.
import type { RunEvent } from '@chorus/proto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { Bench } from './bench.ts';
import { allowedCores, pinned } from './cores.ts';
import { runProgram, startProgram, type CommandLine } from './run-program.ts';
import { trainerSeconds } from './trainer-seconds.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
const CHORUS = program('apps/chorus/bin/chorus.js');
const CHORUS_WORKER = program('apps/worker/bin/chorus-worker.js');

/** One for each of two workers: nobody waits at the end. */
const MEMBERS_OF_WORKERS = 2;

/** The experiment's ensemble, by `chorus train` with workers of its own. */
export async function embeddedRun(bench: Bench, flags: readonly string[]) {
  const { seconds, stdout, events } = await train(bench, flags);
  if (!stdout.includes('training here')) {
    throw new Error('the run went to a coordinator that listens on the default address: stop it');
  }
  const overheadPercent = (100 * (seconds - trainerSeconds(events))) / seconds;
  return { seconds, overheadPercent };
}

/** Members per hour of workers with one slot, one thread and, with `pin` and `taskset`, one core each. */
export async function runByWorkers(bench: Bench, workers: number, { pin } = { pin: true }) {
  const cores = (pin && allowedCores()) || Array<undefined>(availableParallelism()).fill(undefined);
  if (cores.length < workers) throw new Error(`${workers} workers need as many cores`);
  await using programs = new AsyncDisposableStack();
  const state = mkdtempSync(path.join(bench.folder, 'state-'));
  const serve: CommandLine = [...CHORUS, 'serve', '--listen', '127.0.0.1:0', '--state', state];
  const coordinator = programs.use(await startProgram(serve, /listens on (\S+);/));
  const address = ['--coordinator', coordinator.found[1]!];
  for (const core of cores.slice(0, workers)) {
    const options = [...address, '--slots', '1', '--allow-cpu'];
    const worker: CommandLine = [...CHORUS_WORKER, 'serve', ...options];
    programs.use(await startProgram(pinned(core, worker), /joined/));
  }
  const members = ['--members', String(MEMBERS_OF_WORKERS)];
  const { events } = await train(bench, [...address, ...members, '--threads', '1']);
  const hours = (events.at(-1)!.timeMs - events[0]!.timeMs) / 3_600_000;
  return { membersPerHour: MEMBERS_OF_WORKERS / hours };
}

/** `chorus train` from its start to its end, and the events of its run. */
async function train({ folder, dataDir, epochs, samples }: Bench, flags: readonly string[]) {
  const out = mkdtempSync(path.join(folder, 'runs-'));
  const config = path.join(REPOSITORY, 'configs/cifar10.yaml');
  const { seconds, stdout } = await runProgram([
    ...CHORUS,
    ...['train', '--config', config, '--data-dir', dataDir, '--out', out],
    ...['--epochs', String(epochs), '--train-limit', String(samples), ...flags],
  ]);
  const [runId = ''] = readdirSync(out);
  const lines = readFileSync(path.join(out, runId, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return { seconds, stdout, events: lines.map((line) => JSON.parse(line) as RunEvent) };
}

function program(name: string): [string, string] {
  return [process.execPath, path.join(REPOSITORY, name)];
}
