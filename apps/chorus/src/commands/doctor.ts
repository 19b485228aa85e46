import { coordinatorAnswers } from '@chorus/client';
import { NODE_REMEDY, SET_UP_COMMAND } from '@chorus/command-line/commands';
import { SqliteJournal } from '@chorus/coordinator';
import { CIFAR10_RELEASE, datasetFilePath, datasetFolder, openDataset } from '@chorus/data';
import {
  asksForGpu,
  chorusHome,
  examineHome,
  examineOpenFiles,
  examineStateFolder,
  examineTemporaryFolder,
  listGpus,
  nearestExisting,
  readCapacity,
  type Capacity,
  type Finding,
  type Gpu,
} from '@chorus/machine';
import { formatCount } from '@chorus/run-view';
import { inspectTensorFlow, type SetUpState } from '@chorus/tensorflow';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { coordinatorAddress } from '../coordinator-address.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { printLines } from '../terminal/print-lines.ts';
import { styleFor, type Style } from '../terminal/style.ts';

export interface DoctorFlags {
  /** HOST:PORT */
  readonly coordinator?: string;
  readonly dataDir?: string | undefined;
  /** Where a coordinator on this machine would keep its journal. */
  readonly state: string;
}

const OLDEST_NODE_MAJOR = 24;

/** Looks at what a run needs, without changing or downloading anything. @returns the exit status */
export async function doctor({ coordinator, dataDir, state }: DoctorFlags): Promise<number> {
  const address = coordinatorAddress(coordinator);
  const caches = examineHome(process.env);
  // Without a home folder the rest can be looked at all the same.
  const home = caches.level === 'problem' ? tmpdir() : chorusHome(process.env);
  const tensorFlow = inspectTensorFlow({ env: { ...process.env, CHORUS_HOME: home } });
  const findings = [
    examineNode(process.versions.node),
    examineMachine(readCapacity()),
    examineTensorFlow(tensorFlow),
    examineBackend(tensorFlow),
    examineGpus(await listGpus(), tensorFlow, process.env['CUDA_VISIBLE_DEVICES']),
    await examineDataset(dataDir ?? process.env['CHORUS_DATA_DIR'], home),
    caches,
    examineTemporaryFolder(process.env),
    examineOpenFiles(),
    examineState(state),
    await examineCoordinator(address),
  ];
  const style = styleFor(process.stdout, process.env);
  printLines(findings.map((finding) => renderFinding(finding, style)));
  const possible = findings.every(({ level }) => level !== 'problem');
  return possible ? EXIT_STATUS.succeeded : EXIT_STATUS.failed;
}

const MARKS = {
  ok: ['green', 'ok     '],
  warning: ['yellow', 'warning'],
  problem: ['red', 'problem'],
} as const;

/** A finding in one line. */
export function renderFinding({ subject, level, text, remedy }: Finding, style: Style): string {
  const [colour, mark] = MARKS[level];
  return `${style(colour, mark)}  ${subject.padEnd(11)}  ${text}${remedy ? `: ${remedy}` : ''}`;
}

export function examineNode(version: string): Finding {
  const subject = 'Node';
  if (Number(version.split('.')[0]) >= OLDEST_NODE_MAJOR) {
    return { subject, level: 'ok', text: version };
  }
  const remedy = `${NODE_REMEDY}, which brings Node ${OLDEST_NODE_MAJOR}`;
  return { subject, level: 'problem', text: `${version} is too old`, remedy };
}

const GIB = 2 ** 30;
const LIMITS = {
  affinity: 'affinity, as of taskset',
  'control group': 'control group of a container or job',
} as const;

/** What the number of local workers and of their threads goes by. */
export function examineMachine(capacity: Capacity): Finding {
  const { cores, installedCores, coresLimitedBy, memoryBytes, installedMemoryBytes } = capacity;
  const gib = (bytes: number) => (bytes / GIB).toFixed(1);
  const ofCores = coresLimitedBy
    ? `${cores} of ${installedCores} cores (${LIMITS[coresLimitedBy]})`
    : formatCount(cores, 'core');
  const ofMemory =
    memoryBytes < installedMemoryBytes
      ? `${gib(memoryBytes)} of ${gib(installedMemoryBytes)} GiB of memory (${LIMITS['control group']})`
      : `${gib(memoryBytes)} GiB of memory`;
  const text = `${ofCores}, ${ofMemory}`;
  return { subject: 'machine', level: 'ok', text };
}

export function examineTensorFlow(state: SetUpState): Finding {
  const subject = 'TensorFlow';
  switch (state.kind) {
    case 'ready': {
      const { version, source, folder } = state.tensorFlow;
      return { subject, level: 'ok', text: `${version}, from ${source}, in ${folder}` };
    }
    case 'failed': {
      const reasons = state.failures.map(({ step, reason }) => `${step}: ${reason}`).join('; ');
      const remedy = `correct that, then '${SET_UP_COMMAND}'`;
      return { subject, level: 'warning', text: `the set-up failed (${reasons})`, remedy };
    }
    case 'impossible':
      return { subject, level: 'warning', text: state.reason, remedy: state.remedy };
    case 'absent': {
      const remedy = `'${SET_UP_COMMAND}' sets it up; training does so by itself`;
      return { subject, level: 'warning', text: state.reason, remedy };
    }
  }
}

export function examineBackend(state: SetUpState): Finding {
  const subject = 'backend';
  if (state.kind === 'ready') return { subject, level: 'ok', text: 'tensorflow' };
  const remedy = 'see TensorFlow';
  return { subject, level: 'warning', text: 'wasm, more than 10 times slower', remedy };
}

/**
 * @param gpus undefined: there may be some, and they could not be listed
 * @param visible CUDA_VISIBLE_DEVICES
 */
export function examineGpus(
  gpus: readonly Gpu[] | undefined,
  state: SetUpState,
  visible: string | undefined,
): Finding {
  const subject = 'GPUs';
  if (gpus?.length === 0) {
    const found =
      visible === undefined ? 'none found' : `CUDA_VISIBLE_DEVICES='${visible}' shows none`;
    const level = asksForGpu(visible) ? 'warning' : 'ok';
    return { subject, level, text: `${found} (by nvidia-smi); the CPU trains` };
  }
  const text = gpus
    ? `${gpus.length}: ${gpus.map(({ name }) => name).join(', ')}`
    : 'there may be some, which nvidia-smi, missing here or failing, does not list';
  if (state.kind !== 'ready' || state.tensorFlow.usesGpu) return { subject, level: 'ok', text };
  const remedy = `'${SET_UP_COMMAND}' says why when LIBTENSORFLOW_DIR is not set; --allow-cpu trains without`;
  return { subject, level: 'warning', text: `${text}, but TensorFlow cannot use them`, remedy };
}

/** @param dataDir where the user says that CIFAR-10 is; it is read whole and checked */
export async function examineDataset(dataDir: string | undefined, home: string): Promise<Finding> {
  const subject = 'dataset';
  if (dataDir) {
    try {
      await openDataset({ name: 'cifar10', dataDir, home });
      return { subject, level: 'ok', text: `CIFAR-10, whole, in ${dataDir}` };
    } catch (error) {
      return { subject, level: 'problem', text: (error as Error).message };
    }
  }
  const archive = join(datasetFolder(home), basename(CIFAR10_RELEASE.archive.url));
  const cached = [datasetFilePath(home, CIFAR10_RELEASE.sha256), archive].find(existsSync);
  if (cached) return { subject, level: 'ok', text: `CIFAR-10 in the cache, ${cached}` };
  const remedy = 'it is downloaded when it is first needed, or name its folder with --data-dir';
  return { subject, level: 'warning', text: 'CIFAR-10 is not on this machine', remedy };
}

export async function examineCoordinator(address: string): Promise<Finding> {
  const subject = 'coordinator';
  if (await coordinatorAnswers(address)) {
    return { subject, level: 'ok', text: `answers at ${address}` };
  }
  const text = `none at ${address}; 'chorus train' starts one for its run`;
  return { subject, level: 'ok', text };
}

/** Whether a journal can be kept in the folder: one is made beside it, and removed. */
export function examineState(folder: string): Finding {
  const finding = examineStateFolder(folder);
  if (finding.level !== 'ok') return finding;
  const trial = mkdtempSync(join(nearestExisting(resolve(folder)), '.chorus-'));
  try {
    new SqliteJournal(join(trial, 'journal.sqlite')).close();
    return finding;
  } catch (error) {
    return { subject: finding.subject, level: 'warning', text: (error as Error).message };
  } finally {
    rmSync(trial, { recursive: true });
  }
}
