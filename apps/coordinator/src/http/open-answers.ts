import type { Session } from '@chorus/trust';
import type { ServerResponse } from 'node:http';

/** The answers that are under way to those who are logged in: none goes on longer than its session. */
export class OpenAnswers {
  readonly #open = new Map<ServerResponse, Session>();

  add(response: ServerResponse, session: Session, nowMs: number): void {
    this.#open.set(response, session);
    const expiring = setTimeout(() => response.destroy(), session.expiresMs - nowMs);
    response.once('close', () => {
      clearTimeout(expiring);
      this.#open.delete(response);
    });
  }

  /** Breaks off the answers to those whose session is over. @param except the one by which it ended */
  end(isMeant: (session: Session) => boolean, except?: ServerResponse): void {
    for (const [response, session] of this.#open) {
      if (isMeant(session) && response !== except) response.destroy();
    }
  }
}
