import type { RunSummary } from '@chorus/proto';
import { formatAccuracy } from '@chorus/run-view';
import { usePolled, type RunsAnswer } from './answers.ts';
import { Bar, formatAgo, Panel, Scroller, State } from './parts.tsx';
import { runAddress } from './route.ts';

/** All runs of the coordinator, the newest first. */
export function RunsPage() {
  const { answer, isLost } = usePolled<RunsAnswer>('/api/runs');
  return (
    <>
      <div class="title">
        <h1>Runs</h1>
        {isLost && (
          <p role="status" class="state bad">
            the coordinator does not answer
          </p>
        )}
      </div>
      {answer && (answer.runs.length > 0 ? <Runs runs={answer.runs} /> : <NoRuns />)}
    </>
  );
}

function Runs({ runs }: RunsAnswer) {
  return (
    <Panel title="All runs" class="bare">
      <Scroller label="Runs">
        <table>
          <thead>
            <tr>
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
              <Run key={run.runId} run={run} />
            ))}
          </tbody>
        </table>
      </Scroller>
    </Panel>
  );
}

function Run({ run }: { run: RunSummary }) {
  const { runId, status, dataset, members, membersDone, submittedMs, accuracy } = run;
  return (
    <tr>
      <th scope="row">
        <a href={runAddress(runId)}>{runId}</a>
      </th>
      <td>
        <State of={status} />
      </td>
      <td>
        <span class="progress">
          <Bar value={membersDone / members} label={`members of ${runId} done`} />
          {membersDone}/{members}
        </span>
      </td>
      <td class="number">{accuracy === undefined ? '–' : formatAccuracy(accuracy)}</td>
      <td>{dataset}</td>
      <td>
        <time dateTime={new Date(submittedMs).toISOString()}>{formatAgo(submittedMs)}</time>
      </td>
    </tr>
  );
}

function NoRuns() {
  return (
    <Panel title="No runs yet">
      <p>
        Start one: <code>npx chorus train --coordinator HOST:PORT --dataset shapes</code>
      </p>
    </Panel>
  );
}
