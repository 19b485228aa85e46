import type { DatasetFacts, Report, RunView } from '@chorus/run-view';
import { useState } from 'preact/hooks';
import type { RunStream } from '../run-stream.ts';
import { useFetched } from '../use-fetched.ts';
import { useRunStream } from '../use-run-stream.ts';
import { AllCurves } from './all-curves.tsx';
import { Dataset } from './dataset.tsx';
import { EnsembleSoFar } from './ensemble-so-far.tsx';
import { EpochTable } from './epoch-table.tsx';
import { Failures } from './failures.tsx';
import { Leaderboard } from './leaderboard.tsx';
import { LogList } from './log-list.tsx';
import { MemberTable } from './member-table.tsx';
import { Notable } from './notable.tsx';
import { Outcome } from './outcome.tsx';
import { Result } from './result.tsx';
import { RunHead } from './run-head.tsx';
import { Search } from './search.tsx';

/** One run, live. */
export function RunPage({ runId }: { runId: string }) {
  const stream = useRunStream(runId);
  const address = `/api/runs/${encodeURIComponent(runId)}`;
  const { view } = stream;
  // The report is there when the run has succeeded.
  const report = useFetched<Report>(view?.result && `${address}/report`);
  const dataset = useFetched<DatasetFacts>(view && `${address}/dataset`);
  if (!view) {
    const text = stream.connection === 'missing' ? 'There is no such run here.' : 'Connecting …';
    return (
      <>
        <div class="title">
          <h1>{runId}</h1>
        </div>
        <p role="status">{text}</p>
      </>
    );
  }
  return (
    <RunSections
      stream={stream}
      view={view}
      report={report.value}
      problem={report.problem}
      dataset={dataset.value}
      sampleAddress={(index) => `${address}/samples/${index}`}
    />
  );
}

interface RunSectionsProps {
  readonly stream: RunStream;
  readonly view: RunView;
  /** Undefined until it is here, or when there is none. */
  readonly report: Report | undefined;
  /** Why the report of a run that has succeeded cannot be shown. */
  readonly problem?: string | undefined;
  /** Undefined until it is here, and of runs of older versions. */
  readonly dataset: DatasetFacts | undefined;
  /** What was found in the data beyond what `dataset` says. */
  readonly moreFindings?: number | undefined;
  /** The address of the picture of a test image. */
  readonly sampleAddress: (index: number) => string;
}

/** All there is to see of a run. */
export function RunSections({ stream, view, sampleAddress, ...known }: RunSectionsProps) {
  const { report, problem, dataset, moreFindings } = known;
  const [selected, select] = useState<number | undefined>(undefined);
  const { chronicle, revision } = stream;
  const toggle = (member: number) => select((before) => (before === member ? undefined : member));
  const curves = { view, selected, revision };
  const chosen = view.members.find(({ member }) => member === selected);
  return (
    <>
      <RunHead view={view} stream={stream} />
      {report && <Result report={report} />}
      {problem && <p role="status">The result cannot be shown: {problem}</p>}
      <EnsembleSoFar view={view} />
      <AllCurves {...curves} />
      <MemberTable view={view} stream={stream} selected={selected} onSelect={toggle} />
      {chosen && <EpochTable view={chosen} onClose={() => select(undefined)} />}
      {chronicle.losses.length > 0 && <Failures losses={chronicle.losses} />}
      {report?.ensemble.calibration && (
        <Outcome report={report} columns={dataset?.columns} sampleAddress={sampleAddress} />
      )}
      {report?.search && <Search search={report.search} />}
      {report?.leaderboard && <Leaderboard report={report} board={report.leaderboard} />}
      {report?.notable && (
        <Notable notable={report.notable} columns={dataset?.columns} addressOf={sampleAddress} />
      )}
      {dataset && <Dataset facts={dataset} moreFindings={moreFindings} />}
      <LogList entries={chronicle.entries} members={view.members.length} revision={revision} />
    </>
  );
}
