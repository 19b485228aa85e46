import { useEffect, useState } from 'preact/hooks';
import { askCoordinator } from './ask-coordinator.ts';

const RETRY_MS = 2_000;

/** What an address answers, or why there is none of it. */
export interface Fetched<Value> {
  readonly value?: Value;
  readonly problem?: string;
}

/**
 * What an address of the coordinator answers, once: empty until it is here. When the coordinator does not answer, it is
 * asked again.
 *
 * @param address undefined: nothing is asked for yet
 */
export function useFetched<Value>(address: string | undefined): Fetched<Value> {
  const [fetched, setFetched] = useState<Fetched<Value>>({});
  useEffect(() => {
    setFetched({});
    if (address === undefined) return;
    const controller = new AbortController();
    let retrying: number | undefined;
    const ask = async () => {
      const answer = await fetchOnce<Value>(address, controller.signal);
      if (controller.signal.aborted) return;
      if (answer) setFetched(answer);
      else retrying = window.setTimeout(ask, RETRY_MS);
    };
    void ask();
    return () => {
      clearTimeout(retrying);
      controller.abort();
    };
  }, [address]);
  return fetched;
}

/** @returns undefined when the coordinator does not answer */
async function fetchOnce<Value>(
  address: string,
  signal: AbortSignal,
): Promise<Fetched<Value> | undefined> {
  try {
    const response = await askCoordinator(address, { signal });
    const body: unknown = await response.json();
    if (response.ok) return { value: body as Value };
    return { problem: (body as { error: string }).error };
  } catch {
    return undefined;
  }
}
