import { systemUser, type Decision } from '@chorus/audit';
import type { AnsweredCall } from '@chorus/proto';
import type { Identity } from '@chorus/trust';
import type { Observer } from '../observers/observer.ts';
import { AuditTrail } from './audit-trail.ts';
import { decisionOf } from './decision-of-call.ts';
import { WorkerDecisions, type KnownWorkers } from './worker-decisions.ts';

export interface AuditOptions {
  /** The coordinator's state. */
  readonly folder: string;
  readonly warn: (message: string) => void;
  /** The workers that there are; asked when something has happened. */
  readonly workers: () => KnownWorkers;
  /** What let somebody in, in words. Default: nobody is let in. */
  readonly letInBy?: ((identity: Identity) => string | undefined) | undefined;
}

/** All that is audited of a coordinator: calls, workers that go, and its own start and end. */
export class CoordinatorAudit {
  /** Told what happens to workers. */
  readonly observer: Observer;
  readonly #trail: AuditTrail;
  readonly #workers: WorkerDecisions;
  readonly #letInBy: AuditOptions['letInBy'];
  #isStarted = false;

  /** @throws ChorusError `invalid` when the log cannot be opened */
  constructor({ folder, warn, workers, letInBy }: AuditOptions) {
    this.#trail = new AuditTrail(folder, warn);
    this.#workers = new WorkerDecisions(workers, (decision) => this.record(decision));
    this.observer = this.#workers.observer;
    this.#letInBy = letInBy;
  }

  /** Writes what was decided elsewhere, such as on the live page. */
  readonly record = (decision: Decision): void => this.#trail.record(decision);

  /** Told of every call of its gRPC server. */
  readonly answered = (call: AnsweredCall): void => {
    const decision = decisionOf(call, Date.now(), this.#letInBy);
    if (!decision) return;
    this.record(decision);
    const { hello } = (call.request ?? {}) as { hello?: { readonly workerId: string } };
    if (!hello || decision.outcome === 'refused') return;
    this.#workers.connects(hello.workerId, decision.from!);
  };

  /** @param address HOST:PORT where it listens @param knowsCallers whether it asks for certificates */
  started(address: string, knowsCallers: boolean): void {
    this.#isStarted = true;
    const reason = knowsCallers
      ? 'callers show certificates (mutual TLS)'
      : 'plain text: whoever reaches it may do everything';
    this.#tellOwn('coordinator-started', { subject: `coordinator ${address}`, reason });
  }

  close(): void {
    if (this.#isStarted) this.#tellOwn('coordinator-stopped', {});
    this.#isStarted = false;
    this.#trail.close();
  }

  #tellOwn(action: string, told: Pick<Decision, 'subject' | 'reason'>): void {
    this.record({ action, by: systemUser(), ...told, outcome: 'allowed', atMs: Date.now() });
  }
}
