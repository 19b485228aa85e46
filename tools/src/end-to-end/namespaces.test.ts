import { ChorusProcess } from '@chorus/chorus/testing';
import type { Report } from '@chorus/run-view';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LinkedNamespaces } from './linked-namespaces.ts';
import { within } from './within.ts';
import { WorkerProcess } from './worker-process.ts';

const LOST_AFTER_SECONDS = 8;
/** A connection is asked after 10 s whether it still is one, and has 5 s to answer; see `libs/proto`. */
const KEEPALIVE_MS = 15_000;
/** Between two tries of a worker to join. */
const LONGEST_PAUSE_MS = 5_000;
/** The time that a busy machine may need besides. */
const SLACK_MS = 5_000;
/** A worker whose connection the coordinator gives up just before its lease ends may still come back. */
const LOSS_MS = 2 * LOST_AFTER_SECONDS * 1000 + SLACK_MS;
const RUN_MS = 80_000;

/** Machines that share nothing but a cable: the coordinator and its user on one, a worker on the other. */
class TwoMachines {
  readonly #namespaces: LinkedNamespaces;
  readonly #folder = mkdtempSync(join(tmpdir(), 'chorus-namespaces-'));
  readonly #commands: ChorusProcess[] = [];
  worker!: WorkerProcess;
  #address = '';

  private constructor(namespaces: LinkedNamespaces) {
    this.#namespaces = namespaces;
  }

  static async start(namespaces: LinkedNamespaces): Promise<TwoMachines> {
    const machines = new TwoMachines(namespaces);
    try {
      await machines.#start();
      return machines;
    } catch (error) {
      await machines[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** A command on the coordinator's machine. */
  chorus(...args: readonly string[]): ChorusProcess {
    const environment = { CHORUS_HOME: join(this.#folder, 'home') };
    const prefix = this.#namespaces.prefixOf('coordinator');
    const command = new ChorusProcess(args, environment, prefix);
    this.#commands.push(command);
    return command;
  }

  train(): ChorusProcess {
    return this.chorus(
      ...['train', '--coordinator', this.#address, '--out', join(this.#folder, 'out'), '--json'],
      ...['--dataset', 'shapes', '--train-limit', '1000', '--test-limit', '200', '--seed', '7'],
      ...['--members', '2', '--epochs', '6', '--batch-size', '50'],
      ...['--filters', '8,8', '--dense-units', '32'],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#commands) child.kill('SIGKILL');
    this.worker?.kill();
    await Promise.all([this.worker?.end(), ...this.#commands.map((command) => command.end())]);
    await rm(this.#folder, { recursive: true });
  }

  async #start(): Promise<void> {
    const where = ['--listen', `${this.#namespaces.addressOf('coordinator')}:0`];
    const patience = ['--lost-after', String(LOST_AFTER_SECONDS)];
    const state = ['--state', join(this.#folder, 'state')];
    const coordinator = this.chorus('serve', ...where, ...patience, ...state);
    this.#address = await coordinator.listens();
    const token = await this.chorus('token', 'create', ...state).end();
    const environment = {
      ...{ CHORUS_HOME: join(this.#folder, 'worker-home'), CHORUS_DATA_DIR: '' },
      CHORUS_JOIN_TOKEN: token.stdout.trim(),
    };
    const prefix = this.#namespaces.prefixOf('worker');
    this.worker = new WorkerProcess(this.#address, environment, [], prefix);
  }
}

function predictions({ members }: Report): string[] {
  return members.map(({ predictionsSha256 }) => predictionsSha256);
}

async function reportOf(client: ChorusProcess): Promise<Report> {
  const { exitStatus, stdout, stderr } = await within(RUN_MS, 'the run', client.end());
  if (exitStatus !== 0) throw new Error(`chorus train ended with ${exitStatus}:\n${stderr}`);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Report;
}

/** What `chorus train --json` has printed: events, of which these are some fields. */
function eventsOf({ stdout }: ChorusProcess) {
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { attempt?: number; resumedEpoch?: number });
}

async function secondsUntil(event: Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await event;
  return (performance.now() - startMs) / 1000;
}

function createNamespaces(skip: (reason: string) => never): LinkedNamespaces {
  try {
    return LinkedNamespaces.create(String(process.pid));
  } catch (error) {
    const [reason] = (error as Error).message.trim().split('\n').reverse();
    return skip(`network namespaces cannot be made here: ${reason}`);
  }
}

test(
  'C5, C7: a cable that is pulled for longer than a lease changes no bit',
  { timeout: 300_000 },
  async ({ annotate, skip }) => {
    using namespaces = createNamespaces(skip);
    await using machines = await TwoMachines.start(namespaces);
    const { worker } = machines;
    const undisturbed = await reportOf(machines.train());

    const client = machines.train();
    const third = client.prints('"type":"epoch","member":1,"attempt":1,"epoch":3');
    await within(RUN_MS, 'the third epoch', third);
    // At this end: the worker gets no error from its own machine, only silence.
    namespaces.setLink('coordinator', 'down');
    const lost = within(LOSS_MS, 'losing the worker', client.prints('"type":"lost"'));
    const noticed = worker.prints(/the connection to .* ended/);
    const noticing = within(KEEPALIVE_MS + SLACK_MS, 'noticing the silence', noticed);
    const [noticedSeconds] = await Promise.all([secondsUntil(noticing), lost]);
    namespaces.setLink('coordinator', 'up');
    const rejoined = worker.prints(/joined .* again/);
    const rejoining = within(LONGEST_PAUSE_MS + SLACK_MS, 'joining again', rejoined);
    const rejoinedSeconds = await secondsUntil(rejoining);
    const report = await reportOf(client);

    const noticedText = `noticed after ${noticedSeconds.toFixed(1)} s`;
    await annotate(`${noticedText}, joined again after ${rejoinedSeconds.toFixed(1)} s`);
    const [resumed] = eventsOf(client).filter(({ attempt }) => attempt === 2);
    expect(resumed).toMatchObject({ type: 'assigned', member: 1 });
    expect(resumed!.resumedEpoch).toBeGreaterThanOrEqual(2);
    expect(predictions(report)).toEqual(predictions(undisturbed));
  },
);
