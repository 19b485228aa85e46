import { useEffect, useRef, useState } from 'preact/hooks';
import { giveOrder } from './ask-coordinator.ts';
import { useIsOperator } from './session.ts';

interface OrderButtonProps {
  /** What it does: `Cancel the run`. */
  readonly name: string;
  /** What comes of it, which is said before it is done. */
  readonly outcome: string;
  /** How one says yes to that. */
  readonly yes: string;
  /** Where the order goes. */
  readonly address: string;
}

/** A button by which an operator gives an order, once they have said yes to a question; nobody else sees it. */
export function OrderButton({ name, outcome, yes, address }: OrderButtonProps) {
  const [isAsking, setAsking] = useState(false);
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const no = useRef<HTMLButtonElement>(null);
  // Whoever presses Enter once more has said no.
  useEffect(() => {
    if (isAsking) no.current?.focus();
  }, [isAsking]);
  if (!useIsOperator()) return null;
  const give = async () => {
    setSending(true);
    setProblem(await giveOrder(address));
    setSending(false);
    setAsking(false);
  };
  if (isAsking) {
    return (
      <span class="order" role="group" aria-label={name}>
        <span>{outcome}</span>
        <button class="quiet grave" disabled={isSending} onClick={give}>
          {yes}
        </button>
        <button class="quiet" ref={no} disabled={isSending} onClick={() => setAsking(false)}>
          No
        </button>
      </span>
    );
  }
  return (
    <span class="order">
      <button class="quiet" onClick={() => setAsking(true)}>
        {name}
      </button>
      {problem && (
        <span role="alert" class="bad">
          {problem}
        </span>
      )}
    </span>
  );
}
