import { useState } from 'preact/hooks';
import { AccountLogin } from './account-login.tsx';
import { giveOrder } from './ask-coordinator.ts';
import { Panel, Title } from './parts.tsx';

interface LoginPageProps {
  /** Why one has to log in again. */
  readonly why?: string | undefined;
  onLoggedIn(): void;
}

/** Asks for an account, where that is offered, or a token. */
export function LoginPage({ why, onLoggedIn }: LoginPageProps) {
  const [problem, setProblem] = useState(why);
  const [isSending, setSending] = useState(false);
  const logIn = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    setSending(true);
    setProblem(undefined);
    const refusal = await giveOrder('/api/login', Object.fromEntries(fields));
    setSending(false);
    if (refusal === undefined) onLoggedIn();
    else setProblem(refusal);
  };
  return (
    <>
      <Title name="Log in" />
      <AccountLogin onLoggedIn={onLoggedIn} />
      <Panel title="With a token" class="login">
        <form onSubmit={logIn}>
          <label for="token">Token</label>
          <input id="token" name="token" type="password" required autocomplete="off" />
          <label for="name">
            Name <span class="muted">by which others see you; optional</span>
          </label>
          <input id="name" name="name" autocomplete="username" maxLength={64} />
          <button class="main" disabled={isSending}>
            Log in
          </button>
          {problem && (
            <p role="alert" class="bad">
              {problem}
            </p>
          )}
        </form>
        <p class="muted">
          A token is made on the coordinator's machine, and lets you in once, for twelve hours:{' '}
          <code>chorus token create --role viewer</code>, or <code>operator</code> for who may also
          cancel runs and drain workers.
        </p>
      </Panel>
    </>
  );
}
