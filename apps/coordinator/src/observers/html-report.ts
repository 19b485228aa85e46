import type { RunEvent } from '@chorus/proto';
import { readEvents, RunFolder, writeFileAtomically } from '@chorus/run-files';
import { FINDINGS_SHOWN, type DatasetFacts, type Report, type RunRecord } from '@chorus/run-view';
import { existsSync } from 'node:fs';
import type { Observer } from './observer.ts';

/**
 * Leaves a report.html in the folder of every run that ends, however it ends. No run needs it: what goes
 * wrong is only told.
 *
 * @param template the page of `apps/dashboard`, with `%RUN%` where a run's record goes
 */
export function htmlReports(
  runsDir: string,
  template: string,
  warn: (message: string) => void,
): Observer {
  const write = (folder: RunFolder) => {
    try {
      writeFileAtomically(folder.htmlReportPath, fill(template, recordOf(folder)));
    } catch (error) {
      warn(`run ${folder.runId} leaves no report.html: ${(error as Error).message}`);
    }
  };
  // The coordinator may have stopped before it was written. A folder that is sealed stays as it is (F3).
  const writeMissing = (runId: string) => {
    const folder = new RunFolder(runsDir, runId);
    const { htmlReportPath, manifestPath, problem } = folder;
    if (problem !== undefined || [htmlReportPath, manifestPath].some(existsSync)) return;
    write(folder);
  };
  return {
    happened(event) {
      if (event.type === 'finished') write(new RunFolder(runsDir, event.runId));
    },
    replayed(event) {
      if (event.type === 'finished') writeMissing(event.runId);
    },
    restored: writeMissing,
  };
}

/** @param folder of a run that has ended */
function recordOf(folder: RunFolder): RunRecord {
  const events: RunEvent[] = [];
  readEvents(folder.eventsPath, (event) => events.push(event));
  const end = events.findLast((event) => event.type === 'finished');
  const report = end?.result ? folder.readReport() : null;
  const images = shownIn(report).filter((index) => folder.hasSample(index));
  const pictures = images.map((index) => [
    index,
    `data:image/png;base64,${folder.readSample(index).toString('base64')}`,
  ]);
  const facts = folder.readDataset();
  return {
    events: events.filter(({ type }) => type !== 'checkpoint'),
    report,
    samples: Object.fromEntries(pictures),
    dataset: facts ? boundedFacts(facts) : null,
    moreFindings: Math.max(0, (facts?.findings.length ?? 0) - FINDINGS_SHOWN),
  };
}

/** The test samples that a report shows. */
function shownIn(report: Report | null): number[] {
  const { disputed = [], sureButWrong = [] } = report?.notable ?? {};
  const notable = [...disputed, ...sureButWrong].filter(({ picture }) => picture);
  return [...new Set([...(report?.samples ?? []), ...notable].map(({ index }) => index))];
}

/** What the page shows of it. */
function boundedFacts({ preparation: _, ...facts }: DatasetFacts): DatasetFacts {
  return { ...facts, findings: facts.findings.slice(0, FINDINGS_SHOWN) };
}

/** No name or message can end the element that the JSON is in. */
function fill(template: string, record: RunRecord): string {
  const json = JSON.stringify(record).replaceAll('<', '\\u003c');
  return template.replace('%RUN%', () => json);
}
