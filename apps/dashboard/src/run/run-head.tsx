import type { RunConfig } from '@chorus/proto';
import { epochsOf } from '@chorus/run-config/config-of-group';
import { trainedOn, validatedOn } from '@chorus/run-config/trained-samples';
import {
  describeMembers,
  describePredicting,
  formatDataset,
  formatDuration,
  formatInteger,
  isSealed,
  runSecondsLeft,
  type RunView,
} from '@chorus/run-view';
import { OrderButton } from '../order-button.tsx';
import { Bar, State } from '../parts.tsx';
import type { ConnectionState, RunStream } from '../run-stream.ts';
import { useSeconds } from '../use-run-stream.ts';

const CONNECTIONS: Record<ConnectionState, readonly [tone: string, text: string]> = {
  connecting: ['idle', 'connecting'],
  live: ['busy', 'live'],
  lost: ['bad', 'connection lost, trying again'],
  ended: ['idle', 'complete'],
  missing: ['bad', 'the coordinator no longer has this run'],
};

/** What the run is, how it stands, and whether what is shown is from now. */
export function RunHead({ view, stream }: { view: RunView; stream: RunStream }) {
  const isRunning = view.status === 'running';
  useSeconds(isRunning);
  const { config } = view;
  const [tone, text] = CONNECTIONS[stream.connection];
  return (
    <>
      <div class="title">
        <h1>{view.runId}</h1>
        <State of={view.status} />
        <p role="status" class={`state connection ${tone}`}>
          {text}
        </p>
        {isRunning && (
          <OrderButton
            name="Cancel the run"
            outcome="Its members stop; what they have finished is kept."
            yes="Yes, cancel it"
            address={`/api/runs/${encodeURIComponent(view.runId)}/cancel`}
          />
        )}
      </div>
      <p class="muted">{config.predicts ? describePredicting(config) : planOf(config)}</p>
      {view.reason && <p class="reason bad">{view.reason}</p>}
      <Figures view={view} nowMs={Date.now() + stream.clockOffsetMs} />
      {config.predicts ? (
        <Bar value={membersDone(view) / view.members.length} label="parts predicted" />
      ) : (
        <Bar value={epochsDone(view) / Math.max(1, epochsWanted(view))} label="epochs trained" />
      )}
    </>
  );
}

function planOf(config: RunConfig): string {
  const { dataset, members } = config;
  const validated = validatedOn(config);
  const inFolds = members.folds === undefined ? '' : ` in ${members.folds} folds`;
  const heldOut = validated > 0 ? `, ${formatInteger(validated)} validation${inFolds}` : '';
  return [
    formatDataset(dataset),
    `${formatInteger(trainedOn(dataset))} training${heldOut} and ${formatInteger(dataset.testLimit)} test samples`,
    ...describeMembers(config),
    `seed ${members.seed}`,
  ].join(' · ');
}

function Figures({ view, nowMs }: { view: RunView; nowMs: number }) {
  const { members, config, status, submittedMs, finishedMs } = view;
  const count = (phase: string) => members.filter((member) => member.phase === phase).length;
  const left = status === 'running' ? runSecondsLeft(view) : undefined;
  const sealed = isSealed(view);
  const done = members.flatMap(({ testAccuracy, validation }) =>
    sealed ? (validation?.accuracy ?? []) : (testAccuracy ?? []),
  );
  const mean = done.reduce((sum, value) => sum + value, 0) / done.length;
  const atWork = String(count('training') + count('predicting'));
  const elapsed = formatDuration(((finishedMs ?? nowMs) - submittedMs) / 1000);
  const predicting: [string, string][] = [
    ['Parts done', `${membersDone(view)} / ${config.members.count}`],
    ['Predicting now', atWork],
    ['Elapsed', elapsed],
  ];
  const training: [string, string][] = [
    ['Members done', `${membersDone(view)} / ${config.members.count}`],
    ['Training now', atWork],
    ['Epochs', `${formatInteger(epochsDone(view))} / ${formatInteger(epochsWanted(view))}`],
    ['Samples per second', status === 'running' ? formatInteger(imagesPerSecond(view)) : '–'],
    ['Elapsed', elapsed],
    ['Left', left === undefined ? '–' : formatDuration(left)],
    [`Mean ${sealed ? 'validation' : 'test'} accuracy`, done.length === 0 ? '–' : mean.toFixed(4)],
  ];
  return (
    <dl class="figures">
      {(config.predicts ? predicting : training).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function membersDone({ members }: RunView): number {
  return members.filter(({ phase }) => phase === 'done').length;
}

function epochsDone({ members }: RunView): number {
  return members.reduce((sum, { epochs }) => sum + epochs.length, 0);
}

/** The epochs that the run trains; members that an early end leaves out have none. */
function epochsWanted({ members, stopped, config }: RunView): number {
  const wanted = stopped ? members.filter(({ phase }) => phase !== 'cancelled') : members;
  return wanted.reduce((sum, member) => sum + epochsOf(config, member), 0);
}

function imagesPerSecond({ members }: RunView): number {
  return members
    .filter(({ phase }) => phase === 'training')
    .reduce((sum, { progress, epochs }) => {
      return sum + (progress ?? epochs.at(-1) ?? { samplesPerSecond: 0 }).samplesPerSecond;
    }, 0);
}
