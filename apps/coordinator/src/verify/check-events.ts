import {
  altered,
  checkChain,
  type ChainPosition,
  type EventLine,
  type FinishedRun,
  type RunManifest,
} from '@chorus/run-files';
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Findings } from './findings.ts';

/**
 * Checks that the events follow each other, and that report, manifest and events hold each other.
 *
 * @throws ChorusError `corrupt`, naming the file
 */
export function checkEvents(
  { folder, report, runId }: FinishedRun,
  events: readonly EventLine[],
  manifest: RunManifest | undefined,
  findings: Findings,
): void {
  for (const [index, { event }] of events.entries()) {
    if (event.sequence === index + 1 && event.runId === runId) continue;
    throw altered(
      `${folder.eventsPath}:${index + 1}`,
      `it is not event ${index + 1} of run ${runId}`,
    );
  }
  const digests = checkChain(folder.eventsPath, events);
  if (!digests) {
    if (report.events) throw altered(folder.eventsPath, 'its events have lost their chain');
    const text = `${events.length} events without a chain: the run was made by an older version`;
    findings.unknown('events', text);
    return;
  }
  requirePlace(folder.reportPath, report.events, digests);
  if (manifest) requirePlace(folder.manifestPath, manifest.events, digests);
  const last = events.at(-1)!.event;
  const reportSha256 = last.type === 'finished' ? last.reportSha256 : undefined;
  if (reportSha256 !== hash('sha256', readFileSync(folder.reportPath))) {
    throw altered(folder.reportPath, "it is not the one that the run's last event names");
  }
  findings.whole(
    'events',
    `${events.length} events in one chain, which ends with ${digests.at(-1)}`,
  );
}

function requirePlace(
  path: string,
  position: ChainPosition | undefined,
  digests: readonly string[],
): void {
  if (position && digests[position.count - 1] === position.sha256) return;
  throw altered(path, 'it names other events than events.jsonl has');
}
