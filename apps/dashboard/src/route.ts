import { useEffect, useState } from 'preact/hooks';

/** What the address shows. It is in the part after `#`, so that every page is one file. */
export type Route =
  | { view: 'runs' }
  | { view: 'workers' }
  | { view: 'run'; runId: string }
  | { view: 'compare'; runIds: readonly string[] };

export function parseRoute(hash: string): Route {
  const [, view, named] = hash.split('/');
  if (view === 'workers') return { view };
  if (view === 'runs' && named) return { view: 'run', runId: decode(named) };
  if (view === 'compare' && named) return { view, runIds: named.split(',').map(decode) };
  return { view: 'runs' };
}

/** What somebody mistyped is nobody's name: the page then says that there is no such run. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function runAddress(runId: string): string {
  return `#/runs/${encodeURIComponent(runId)}`;
}

export function compareAddress(runIds: readonly string[]): string {
  return `#/compare/${runIds.map(encodeURIComponent).join(',')}`;
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
