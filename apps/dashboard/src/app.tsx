import { ComparePage } from './compare/compare-page.tsx';
import { useRoute } from './route.ts';
import { RunPage } from './run/run-page.tsx';
import { RunsPage } from './runs-page.tsx';
import { WorkersPage } from './workers-page.tsx';

/** The page: where one is, and one of four views. */
export function App() {
  const route = useRoute();
  const link = (address: string, name: string, isCurrent: boolean) => (
    <a href={address} aria-current={isCurrent ? 'page' : undefined}>
      {name}
    </a>
  );
  return (
    <>
      <a class="skip" href="#content" onClick={focusContent}>
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="#/runs">
          <img src="/icon.svg" alt="" width="22" height="22" /> Chorus
        </a>
        <nav aria-label="Views">
          {link('#/runs', 'Runs', route.view !== 'workers')}
          {link('#/workers', 'Workers', route.view === 'workers')}
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        {route.view === 'runs' && <RunsPage />}
        {route.view === 'workers' && <WorkersPage />}
        {route.view === 'run' && <RunPage key={route.runId} runId={route.runId} />}
        {route.view === 'compare' && (
          <ComparePage key={route.runIds.join()} runIds={route.runIds} />
        )}
      </main>
    </>
  );
}

/** Moves the focus without changing the address, which says what is shown. */
function focusContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
