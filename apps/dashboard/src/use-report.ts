import type { Report, RunView } from '@chorus/run-view';
import { useEffect, useState } from 'preact/hooks';

const RETRY_MS = 2_000;

/** A report, or why there is none. */
export interface FetchedReport {
  readonly report?: Report;
  readonly problem?: string;
}

/** The report of a run, which is fetched when the run has succeeded: empty until it is here. */
export function useReport(runId: string, view: RunView | undefined): FetchedReport {
  const [fetched, setFetched] = useState<FetchedReport>({});
  const isThere = view?.result !== undefined;
  useEffect(() => {
    if (!isThere) return;
    const controller = new AbortController();
    let retrying: number | undefined;
    const ask = async () => {
      const answer = await fetchReport(runId, controller.signal);
      if (controller.signal.aborted) return;
      if (answer) setFetched(answer);
      else retrying = window.setTimeout(ask, RETRY_MS);
    };
    void ask();
    return () => {
      clearTimeout(retrying);
      controller.abort();
    };
  }, [runId, isThere]);
  return fetched;
}

/** @returns undefined when the coordinator does not answer */
async function fetchReport(runId: string, signal: AbortSignal): Promise<FetchedReport | undefined> {
  try {
    const response = await fetch(`/api/runs/${encodeURIComponent(runId)}/report`, { signal });
    const body: unknown = await response.json();
    if (response.ok) return { report: body as Report };
    return { problem: (body as { error: string }).error };
  } catch {
    return undefined;
  }
}
