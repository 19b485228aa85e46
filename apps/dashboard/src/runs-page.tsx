import type { RunSummary } from '@chorus/proto';
import { formatAccuracy, MOST_COMPARED } from '@chorus/run-view';
import { useState } from 'preact/hooks';
import { usePolled, type Commands, type RunsAnswer } from './answers.ts';
import { Bar, formatAgo, Panel, Scroller, State, Title } from './parts.tsx';
import { compareAddress, runAddress } from './route.ts';

/** All runs of the coordinator, the newest first. */
export function RunsPage() {
  const { answer, problem } = usePolled<RunsAnswer>('/api/runs');
  return (
    <>
      <Title name="Runs" problem={problem} />
      {answer &&
        (answer.runs.length > 0 ? (
          <Runs runs={answer.runs} />
        ) : (
          <NoRuns commands={answer.commands} />
        ))}
    </>
  );
}

function Runs({ runs }: Pick<RunsAnswer, 'runs'>) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const tick = (runId: string) =>
    setTicked((before) =>
      before.includes(runId) ? before.filter((other) => other !== runId) : [...before, runId],
    );
  return (
    <Panel title="All runs" class="bare" aside={<CompareLink ticked={ticked} />}>
      <Scroller label="Runs">
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col">Members done</th>
              <th scope="col" class="number">
                Accuracy
              </th>
              <th scope="col">Dataset</th>
              <th scope="col">Submitted</th>
            </tr>
          </thead>
          <tbody>
            {runs.toReversed().map((run) => (
              <Run
                key={run.runId}
                run={run}
                isTicked={ticked.includes(run.runId)}
                canTick={ticked.length < MOST_COMPARED}
                onTick={tick}
              />
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

/** A link to the ticked runs side by side, the one that was ticked first in front. */
function CompareLink({ ticked }: { ticked: readonly string[] }) {
  if (ticked.length < 2) return <span class="muted">Tick two or more to compare them</span>;
  return <a href={compareAddress(ticked)}>{`Compare ${ticked.length} runs`}</a>;
}

interface RunProps {
  readonly run: RunSummary;
  readonly isTicked: boolean;
  /** Whether it may be ticked, too. */
  readonly canTick: boolean;
  onTick(runId: string): void;
}

function Run({ run, isTicked, canTick, onTick }: RunProps) {
  const { runId, status, dataset, members, membersDone, submittedMs, accuracy, filesGone } = run;
  const { predictsWith } = run;
  return (
    <tr>
      <td class="tick">
        <input
          type="checkbox"
          aria-label={`Compare ${runId}`}
          checked={isTicked}
          disabled={(!isTicked && !canTick) || filesGone}
          onChange={() => onTick(runId)}
        />
      </td>
      <th scope="row">{filesGone ? runId : <a href={runAddress(runId)}>{runId}</a>}</th>
      <td>
        <State of={status} />
        {filesGone && <span class="muted"> files gone</span>}
      </td>
      <td>
        <span class="progress">
          <Bar value={membersDone / members} label={`members of ${runId} done`} />
          {membersDone}/{members}
        </span>
      </td>
      <td class="number">{accuracy === undefined ? '–' : formatAccuracy(accuracy)}</td>
      <td>{predictsWith === undefined ? dataset : `input for run ${predictsWith}`}</td>
      <td>
        <time dateTime={new Date(submittedMs).toISOString()}>{formatAgo(submittedMs)}</time>
      </td>
    </tr>
  );
}

function NoRuns({ commands }: { commands: Commands }) {
  return (
    <Panel title="No runs yet">
      <p>
        Start one: <code>{commands.chorus} train --coordinator HOST:PORT --dataset shapes</code>
      </p>
    </Panel>
  );
}
