import { useEffect, useState } from 'preact/hooks';

/** What the address shows. It is in the part after `#`, so that every page is one file. */
export type Route = { view: 'runs' } | { view: 'workers' } | { view: 'run'; runId: string };

export function parseRoute(hash: string): Route {
  const [, view, runId] = hash.split('/');
  if (view === 'workers') return { view };
  return view === 'runs' && runId
    ? { view: 'run', runId: decodeURIComponent(runId) }
    : { view: 'runs' };
}

export function runAddress(runId: string): string {
  return `#/runs/${encodeURIComponent(runId)}`;
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return parseRoute(hash);
}
