import { useEffect, useState } from 'preact/hooks';
import { giveOrder } from './ask-coordinator.ts';
import { Panel } from './parts.tsx';

interface AccountLoginProps {
  onLoggedIn(): void;
}

/** Logs in by the account that somebody's organization has for them, where that is offered. */
export function AccountLogin({ onLoggedIn }: AccountLoginProps) {
  const [issuer, setIssuer] = useState<string>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    void ask<{ issuer?: string }>('/api/account-login').then((answer) => setIssuer(answer.issuer));
    const answer = takeAnswer();
    if (answer === undefined) return;
    void giveOrder('/api/account-login', { answer }).then((refusal) => {
      if (refusal === undefined) onLoggedIn();
      else setProblem(refusal);
    });
  }, []);
  const begin = async () => {
    setProblem(undefined);
    const { address, error } = await ask<{ address?: string }>('/api/account-login/begin');
    if (address === undefined) setProblem(error);
    else location.assign(address);
  };
  if (issuer === undefined) return null;
  return (
    <Panel title="With an account" class="login">
      <button class="main" onClick={begin}>
        Log in with {issuer}
      </button>
      {problem && (
        <p role="alert" class="bad">
          {problem}
        </p>
      )}
    </Panel>
  );
}

/** What the issuer has sent this browser back with, once: it stays in no address. */
function takeAnswer(): string | undefined {
  const { search, pathname, hash } = location;
  const said = new URLSearchParams(search);
  if (!said.has('state') || !(said.has('code') || said.has('error'))) return undefined;
  history.replaceState(null, '', `${pathname}${hash}`);
  return search;
}

/** What an address answers, or what is wrong. */
async function ask<Answer>(address: string): Promise<Partial<Answer> & { error?: string }> {
  try {
    const response = await fetch(address);
    return (await response.json()) as Partial<Answer> & { error?: string };
  } catch {
    return { error: 'the coordinator does not answer' } as Partial<Answer> & { error?: string };
  }
}
