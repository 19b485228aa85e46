import type { RunSummary, WorkerSummary } from '@chorus/proto';
import { useEffect, useState } from 'preact/hooks';
import { askCoordinator } from './ask-coordinator.ts';

/** Chorus' programs as the coordinator's machine calls them: `npx chorus` in a checkout, else `chorus`. */
export interface Commands {
  readonly chorus: string;
  readonly worker: string;
}

/** The answer to `/api/runs`. */
export interface RunsAnswer {
  readonly runs: readonly RunSummary[];
  readonly commands: Commands;
}

/** The answer to `/api/workers`. */
export interface WorkersAnswer {
  readonly workers: readonly WorkerAnswer[];
  readonly commands: Commands;
}

export interface WorkerAnswer extends Omit<WorkerSummary, 'attempts'> {
  readonly attempts: readonly AttemptAnswer[];
}

/** A member that a worker has in hand. */
export interface AttemptAnswer {
  readonly runId: string;
  readonly member: number;
  readonly attempt: number;
  readonly phase: string;
  readonly epochsDone: number;
  /** The number of epochs that the member trains in all. */
  readonly epochs: number;
  /** The seconds of each epoch that this attempt has trained itself. */
  readonly epochSeconds: readonly number[];
}

export interface Polled<Answer> {
  /** The newest there is; undefined before the first. */
  readonly answer?: Answer;
  /** Why there was no answer the last time. */
  readonly problem?: string;
}

const POLL_INTERVAL_MS = 2_000;

/** What an address of the coordinator answers, asked again and again while somebody looks. */
export function usePolled<Answer>(address: string): Polled<Answer> {
  const [polled, setPolled] = useState<Polled<Answer>>({});
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      if (document.hidden) return;
      const reply = await fetchJson<Answer>(address, controller.signal);
      if (controller.signal.aborted) return;
      setPolled((before) => ('problem' in reply ? { ...before, ...reply } : reply));
    };
    void ask();
    const polling = setInterval(ask, POLL_INTERVAL_MS);
    document.addEventListener('visibilitychange', ask);
    return () => {
      clearInterval(polling);
      document.removeEventListener('visibilitychange', ask);
      controller.abort();
    };
  }, [address]);
  return polled;
}

async function fetchJson<Answer>(
  address: string,
  signal: AbortSignal,
): Promise<{ answer: Answer } | { problem: string }> {
  try {
    const response = await askCoordinator(address, { signal });
    const body: unknown = await response.json();
    return response.ok
      ? { answer: body as Answer }
      : { problem: (body as { error: string }).error };
  } catch {
    return { problem: 'the coordinator does not answer' };
  }
}
