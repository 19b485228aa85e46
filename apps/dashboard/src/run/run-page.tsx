import type { RunView } from '@chorus/run-view';
import { useState } from 'preact/hooks';
import type { RunStream } from '../run-stream.ts';
import { useReport, type FetchedReport } from '../use-report.ts';
import { useRunStream } from '../use-run-stream.ts';
import { Calibration } from './calibration.tsx';
import { ClassTable } from './class-table.tsx';
import { Confusion } from './confusion.tsx';
import { Curves } from './curves.tsx';
import { EnsembleSoFar } from './ensemble-so-far.tsx';
import { EpochTable } from './epoch-table.tsx';
import { Failures } from './failures.tsx';
import { LogList } from './log-list.tsx';
import { MemberTable } from './member-table.tsx';
import { Result } from './result.tsx';
import { RunHead } from './run-head.tsx';
import { Samples } from './samples.tsx';

/** One run, live. */
export function RunPage({ runId }: { runId: string }) {
  const stream = useRunStream(runId);
  const fetched = useReport(runId, stream.view);
  if (!stream.view) {
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
  const addressOf = (index: number) => `/api/runs/${encodeURIComponent(runId)}/samples/${index}`;
  return <RunSections stream={stream} view={stream.view} sampleAddress={addressOf} {...fetched} />;
}

interface RunSectionsProps extends FetchedReport {
  readonly stream: RunStream;
  readonly view: RunView;
  /** The address of the picture of a test image. */
  readonly sampleAddress: (index: number) => string;
}

/** All there is to see of a run. */
export function RunSections({ stream, view, sampleAddress, report, problem }: RunSectionsProps) {
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
      <div class="pair">
        <Curves title="Loss" measure="loss" {...curves} />
        <Curves title="Accuracy" measure="accuracy" {...curves} />
      </div>
      <MemberTable view={view} stream={stream} selected={selected} onSelect={toggle} />
      {chosen && <EpochTable view={chosen} onClose={() => select(undefined)} />}
      {chronicle.losses.length > 0 && <Failures losses={chronicle.losses} />}
      {report?.ensemble.calibration && (
        <>
          <div class="pair">
            <Samples report={report} addressOf={sampleAddress} />
            <Calibration report={report} />
          </div>
          <div class="pair">
            <Confusion report={report} />
            <ClassTable report={report} />
          </div>
        </>
      )}
      <LogList entries={chronicle.entries} members={view.members.length} revision={revision} />
    </>
  );
}
