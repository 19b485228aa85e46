import { giveOrder } from './ask-coordinator.ts';
import { ComparePage } from './compare/compare-page.tsx';
import { LoginPage } from './login-page.tsx';
import { useRoute, type Route } from './route.ts';
import { RunPage } from './run/run-page.tsx';
import { RunsPage } from './runs-page.tsx';
import { SessionContext, useAccess, type Session } from './session.ts';
import { WorkersPage } from './workers-page.tsx';

/** The page: where one is, and one of four views, or the form by which one logs in. */
export function App() {
  const route = useRoute();
  const [access, askAnew] = useAccess();
  const session = access.state === 'known' ? access.session : {};
  return (
    <SessionContext.Provider value={session}>
      <a class="skip" href="#content" onClick={focusContent}>
        Skip to the content
      </a>
      {session.notice && (
        <aside class="notice" aria-label="Warning">
          {session.notice}
        </aside>
      )}
      <header class="top">
        <a class="brand" href="#/runs">
          <img src="/icon.svg" alt="" width="22" height="22" /> Chorus
        </a>
        {access.state === 'known' && <Views route={route} />}
        <Who session={session} onLeft={askAnew} />
      </header>
      <main id="content" tabIndex={-1}>
        {access.state === 'known' && <View route={route} />}
        {access.state === 'out' && <LoginPage why={access.why} onLoggedIn={askAnew} />}
      </main>
    </SessionContext.Provider>
  );
}

function Views({ route }: { route: Route }) {
  const link = (address: string, name: string, isCurrent: boolean) => (
    <a href={address} aria-current={isCurrent ? 'page' : undefined}>
      {name}
    </a>
  );
  return (
    <nav aria-label="Views">
      {link('#/runs', 'Runs', route.view !== 'workers')}
      {link('#/workers', 'Workers', route.view === 'workers')}
    </nav>
  );
}

/** As whom the page is shown, where that is known. */
function Who({ session: { name, role }, onLeft }: { session: Session; onLeft: () => void }) {
  if (name === undefined) return null;
  const leave = async () => {
    await giveOrder('/api/logout');
    onLeft();
  };
  return (
    <div class="who">
      <span class="name">{name}</span>
      <span class="muted">{role}</span>
      <button class="quiet" onClick={leave}>
        Log out
      </button>
    </div>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case 'runs':
      return <RunsPage />;
    case 'workers':
      return <WorkersPage />;
    case 'run':
      return <RunPage key={route.runId} runId={route.runId} />;
    case 'compare':
      return <ComparePage key={route.runIds.join()} runIds={route.runIds} />;
  }
}

/** Moves the focus without changing the address, which says what is shown. */
function focusContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
