import type { RunRecord } from '@chorus/run-view';
import { useEffect, useMemo } from 'preact/hooks';
import { RunSections } from '../run/run-page.tsx';
import { RunStream } from '../run-stream.ts';

/** A run that has ended, from what the file itself holds. */
export function ReportPage({ record }: { record: RunRecord }) {
  const { events, report, samples, dataset, moreFindings } = record;
  const stream = useMemo(() => RunStream.ended(events), [events]);
  const view = stream.view!;
  useEffect(() => void (document.title = `${view.runId} · Chorus`), [view]);
  return (
    <>
      <header class="top">
        <span class="brand">Chorus</span>
        <time class="muted" dateTime={new Date(view.finishedMs!).toISOString()}>
          {formatDate(view.finishedMs!)}
        </time>
      </header>
      <main>
        <RunSections
          stream={stream}
          view={view}
          report={report ?? undefined}
          dataset={dataset ?? undefined}
          moreFindings={moreFindings}
          sampleAddress={(index) => samples[index] ?? ''}
        />
      </main>
    </>
  );
}

/** `24 November 2026 at 14:03:59 UTC` */
function formatDate(timeMs: number): string {
  return new Date(timeMs).toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'long' });
}
