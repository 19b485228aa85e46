import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { access } from './ask-coordinator.ts';

const RETRY_MS = 2_000;

/** The answer to `/api/session`: as whom the coordinator knows this page, where it knows its callers. */
export interface Session {
  readonly name?: string;
  readonly role?: string;
  /** What the page is to warn of. */
  readonly notice?: string;
}

/** Whether somebody is to log in first; `why`: the reason that they have to do it again. */
export type Access =
  | { readonly state: 'asking' }
  | { readonly state: 'known'; readonly session: Session }
  | { readonly state: 'out'; readonly why?: string | undefined };

/** As whom the page is shown. */
export const SessionContext = createContext<Session>({});

/** Whether what is shown may offer orders: the coordinator refuses those of others anyway. */
export function useIsOperator(): boolean {
  return useContext(SessionContext).role === 'operator';
}

/** As whom the coordinator knows this page, and what asks it anew. */
export function useAccess(): [Access, () => void] {
  const [known, setKnown] = useState<Access>({ state: 'asking' });
  const [asked, setAsked] = useState(0);
  const askAnew = useCallback(() => setAsked((count) => count + 1), []);
  useEffect(() => {
    access.addEventListener('out', askAnew);
    return () => access.removeEventListener('out', askAnew);
  }, [askAnew]);
  useEffect(() => {
    const controller = new AbortController();
    let retrying: number | undefined;
    const ask = async () => {
      const answer = await fetchAccess(controller.signal);
      if (controller.signal.aborted) return;
      if (!answer) retrying = window.setTimeout(ask, RETRY_MS);
      // Who has not been here has no session that could be over.
      else setKnown((before) => (isFirst(before, answer) ? { state: 'out' } : answer));
    };
    void ask();
    return () => {
      clearTimeout(retrying);
      controller.abort();
    };
  }, [asked]);
  return [known, askAnew];
}

function isFirst(before: Access, { state }: Access): boolean {
  return state === 'out' && before.state === 'asking';
}

/** @returns undefined when the coordinator does not answer */
async function fetchAccess(signal: AbortSignal): Promise<Access | undefined> {
  try {
    const response = await fetch('/api/session', { signal });
    const body = (await response.json()) as Session & { error: string };
    if (response.ok) return { state: 'known', session: body };
    return response.status === 401 ? { state: 'out', why: body.error } : undefined;
  } catch {
    return undefined;
  }
}
