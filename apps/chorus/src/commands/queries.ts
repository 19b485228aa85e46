/** The commands that look and change nothing: `watch`, `status`, `runs`, `workers`. */
import { ask, fetchReport, followRun, listAllRuns, listAllWorkers } from '@chorus/client';
import { Interruption } from '@chorus/command-line';
import { COMMANDS } from '@chorus/command-line/commands';
import { lineColumns } from '@chorus/machine';
import {
  ChorusError,
  configDigest,
  type Device,
  type RunSummary,
  type WorkerSummary,
} from '@chorus/proto';
import {
  applyEvent,
  formatAccuracy,
  formatDuration,
  type RunView,
  describeEnd,
} from '@chorus/run-view';
import { renderBoard } from '../terminal/board.ts';
import { coordinatorAddress } from '../coordinator-address.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { Pauses } from '../terminal/pauses.ts';
import { createReporter } from '../terminal/create-reporter.ts';
import { onCoordinator, showResult, showRun } from '../train/show-run.ts';
import { styleFor } from '../terminal/style.ts';
import { formatTime } from '../terminal/format-time.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { renderTable } from '../terminal/table.ts';
import { workerCommand } from '../worker-command.ts';

export interface QueryFlags {
  /** HOST:PORT */
  readonly coordinator?: string;
  readonly json?: boolean;
}

export const COLUMNS_OFF_TERMINAL = 120;

/** Shows a run, the newest when `runId` is empty, until it ends. @returns the exit status */
export async function watch(runId: string, { coordinator, json }: QueryFlags): Promise<number> {
  const address = coordinatorAddress(coordinator);
  // Asked first, so that a coordinator that is not there is an error and not waited for.
  await ask(address, 'ListRuns', {});
  const interruption = new Interruption();
  const reporter = createReporter(json ?? false, process.env);
  try {
    const view = await showRun({ address, runId, signal: interruption.signal }, reporter);
    if (!view || view.status === 'running') {
      reporter.note(`run ${view?.runId ?? runId} goes on`);
      return interruption.exitStatus;
    }
    await showResult(view, reporter, onCoordinator(address, view.runId));
    return view.status === 'succeeded' ? EXIT_STATUS.succeeded : EXIT_STATUS.failed;
  } finally {
    reporter.close();
  }
}

/** Shows how a run stands, the newest when `runId` is empty. @returns the exit status */
export async function status(runId: string, { coordinator, json }: QueryFlags): Promise<number> {
  const address = coordinatorAddress(coordinator);
  await ask(address, 'ListRuns', {});
  let view: RunView | undefined;
  const pauses = new Pauses();
  for await (const event of followRun({ address, runId, follow: false })) {
    view = applyEvent(view, event);
    pauses.apply(event);
  }
  if (!view) throw new ChorusError('not-found', `run ${runId} has no events yet`);
  if (json) {
    const report = view.result ? await fetchReport(address, view.runId) : null;
    printJson({ ...view, configSha256: configDigest(view.config), report });
  } else {
    const columns = lineColumns(process.stdout, COLUMNS_OFF_TERMINAL);
    const size = { columns, rows: Infinity, nowMs: Date.now() };
    printLines(renderBoard(view, size, styleFor(process.stdout, process.env), pauses));
    printLines([`configuration ${configDigest(view.config)}`]);
    if (view.reason) printLines([describeEnd(view)!]);
  }
  return EXIT_STATUS.succeeded;
}

const RUN_COLUMNS = [
  { title: 'run' },
  { title: 'status' },
  { title: 'dataset' },
  { title: 'members', align: 'right' },
  { title: 'submitted' },
  { title: 'accuracy', align: 'right' },
] as const;

/** Lists the coordinator's runs, the oldest first. @returns the exit status */
export async function runs({ coordinator, json }: QueryFlags): Promise<number> {
  const address = coordinatorAddress(coordinator);
  const all = await listAllRuns(address);
  if (json) printJson(all.map(({ _accuracy, _predictsWith, ...run }) => run));
  else if (all.length === 0) printLines([`no runs yet: ${COMMANDS.chorus} train starts one`]);
  else printLines(renderTable(RUN_COLUMNS, all.map(runRow)));
  return EXIT_STATUS.succeeded;
}

function runRow(run: RunSummary): string[] {
  return [
    run.runId,
    run.filesGone ? `${run.status}, files gone` : run.status,
    run.predictsWith === undefined ? run.dataset : `input for run ${run.predictsWith}`,
    `${run.membersDone}/${run.members}`,
    formatTime(run.submittedMs),
    run.accuracy === undefined ? '-' : formatAccuracy(run.accuracy),
  ];
}

const WORKER_COLUMNS = [
  { title: 'worker' },
  { title: 'host' },
  { title: 'backend' },
  { title: 'devices' },
  { title: 'busy', align: 'right' },
  { title: 'trains' },
  { title: 'state' },
  { title: 'joined', align: 'right' },
] as const;

/** Lists the coordinator's workers. @returns the exit status */
export async function workers({ coordinator, json }: QueryFlags): Promise<number> {
  const address = coordinatorAddress(coordinator);
  const all = await listAllWorkers(address);
  if (json) printJson(all);
  else if (all.length === 0) {
    printLines([`no workers yet: ${await workerCommand(address)} adds one`]);
  } else printLines(renderTable(WORKER_COLUMNS, all.map(workerRow)));
  return EXIT_STATUS.succeeded;
}

function workerRow(worker: WorkerSummary): string[] {
  const trains = worker.attempts.map(({ runId, member }) => `${runId}/${member}`);
  return [
    worker.workerId,
    worker.hostname,
    worker.backend,
    describeDevices(worker.devices),
    `${worker.attempts.length}/${worker.slots}`,
    trains.join(' ') || '-',
    describeState(worker),
    formatDuration((Date.now() - worker.connectedMs) / 1000),
  ];
}

/** `set aside for 20261124-121844-4e6e`: for other runs it is ready. */
function describeState({ state, setAsideFor }: WorkerSummary): string {
  return state === 'set-aside' ? `set aside for ${setAsideFor.join(', ')}` : state;
}

/** `2 × NVIDIA H200` */
function describeDevices(devices: readonly Device[]): string {
  const groups = Map.groupBy(devices, ({ name }) => name);
  return [...groups]
    .map(([name, group]) => (group.length === 1 ? name : `${group.length} × ${name}`))
    .join(', ');
}
