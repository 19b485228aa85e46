import { refusalByRole, rpcNamed, type RpcName } from '@chorus/proto';
import { parseToken, type Identity, type Role, type Session } from '@chorus/trust';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DecisionListener } from '../audit/audited.ts';
import { remoteOf } from '../audit/place-of.ts';
import { ANYBODY, type Principal } from '../journal/principal.ts';
import type { CoordinatorTrust } from '../server/coordinator-trust.ts';
import { asForbidden, HttpRefusal } from './http-refusal.ts';
import { LoginAttempts } from './login-attempts.ts';
import { OpenAnswers } from './open-answers.ts';
import { requireOwnPage } from './own-address.ts';

/** What can be ordered of a coordinator: the same as by gRPC. */
export interface Orders {
  /** @throws ChorusError `not-found`, `refused` when it has ended */
  cancel(runId: string, by: Principal): Promise<void>;
  /** @throws ChorusError `not-found` */
  drain(workerId: string, by: Principal): Promise<void>;
}

/** Whom a page that has a login is for, and who carries out what they order. */
export interface Guarded {
  readonly trust: CoordinatorTrust;
  readonly orders: Orders;
  /** Told what was ordered, and who was refused. Default: nobody. */
  readonly audit?: DecisionListener | undefined;
}

/** Whom the page is for: workers have their certificates. */
const PEOPLE: readonly Role[] = ['operator', 'viewer'];

const FLAGS = 'Path=/; HttpOnly; Secure; SameSite=Strict';

/** Who logs in at an issuer may take so long there. */
const BEGUN_S = 10 * 60;

/**
 * Who the page's callers are, and what they may.
 *
 * GUARD-1: Whoever has no session, or may no longer connect, is answered nothing; answers that are under way end.
 * GUARD-2: A role may of the page what it may of gRPC.
 * GUARD-3: Nothing of a token is in an answer.
 */
export class Guard {
  readonly trust: CoordinatorTrust;
  readonly orders: Orders;
  /** Told what was ordered, and who was refused. */
  readonly audit: DecisionListener;
  readonly #attempts = new LoginAttempts(Date.now());
  readonly #open = new OpenAnswers();

  constructor({ trust, orders, audit = () => {} }: Guarded) {
    this.trust = trust;
    this.orders = orders;
    this.audit = audit;
  }

  /** From now on ends the answers to those who are removed. @returns what ends that */
  watch(): { close(): void } {
    return this.trust.onRemoved(({ role, name }) =>
      this.#open.end((session) => session.role === role && session.name === name),
    );
  }

  /**
   * Who asks, if they may ask for that (GUARD-1, GUARD-2). Their answer ends when their session does.
   *
   * @param rpc which RPC it is the same as; undefined: there is nothing of the kind
   * @returns undefined where anybody may ask
   * @throws HttpRefusal 401 when nobody is logged in, 403 when theirs is another role; of orders as {@link requireOwnPage} does
   */
  admit(
    rpc: RpcName | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Session | undefined {
    const nowMs = Date.now();
    const isOrder = request.method === 'POST';
    const session = this.trust.sessions.find(cookieIn(request, this.#cookie), nowMs);
    try {
      if (isOrder) requireOwnPage(request);
      this.#requireRole(rpc, session);
    } catch (error) {
      // A page that nobody has logged in to asks for much, and decides nothing.
      if (session || isOrder) {
        const [by, from] = [session ? identityOf(session) : ANYBODY, remoteOf(request)];
        const { message: reason } = error as HttpRefusal;
        const action = rpc ?? 'POST';
        this.audit({ action, by, from, reason, outcome: 'refused', atMs: nowMs });
      }
      throw error;
    }
    if (session) this.#open.add(response, session, nowMs);
    return session;
  }

  /** Counts an attempt to log in. @throws HttpRefusal 429 */
  countAttempt({ socket }: IncomingMessage): void {
    this.#attempts.take(socket.remoteAddress ?? '', Date.now());
  }

  /**
   * Begins the session of who shows a token, which is used once more.
   *
   * @param name how they want to be called; undefined: they do not mind
   * @throws HttpRefusal 403 for the token or a name that is taken; ChorusError `invalid` for what is no token or name
   */
  logIn(token: string, name: string | undefined, response: ServerResponse): Session {
    const { secret } = parseToken(token);
    return this.beginSession(this.#letIn(secret, name ?? someName(), Date.now()), response);
  }

  /** Begins the session of somebody who was let in; a login that had begun is over. */
  beginSession(identity: Identity, response: ServerResponse): Session {
    const nowMs = Date.now();
    const { session, word } = this.trust.sessions.begin(identity, nowMs);
    const seconds = Math.floor((session.expiresMs - nowMs) / 1000);
    const own = `${this.#cookie}=${word}; Max-Age=${seconds}; ${FLAGS}`;
    response.setHeader('Set-Cookie', [own, `${this.#begunCookie}=; Max-Age=0; ${FLAGS}`]);
    return session;
  }

  /** Has a browser keep what belongs to a login that it begins elsewhere. */
  keepBegun(kept: string, response: ServerResponse): void {
    response.setHeader('Set-Cookie', `${this.#begunCookie}=${kept}; Max-Age=${BEGUN_S}; ${FLAGS}`);
  }

  /** What a browser has kept of a login that it began; empty: nothing. */
  begunIn(request: IncomingMessage): string {
    return cookieIn(request, this.#begunCookie);
  }

  /** Ends a session, whoever has kept its cookie. */
  logOut(session: Session, response: ServerResponse): void {
    this.trust.sessions.end(session, Date.now());
    response.setHeader('Set-Cookie', `${this.#cookie}=; Max-Age=0; ${FLAGS}`);
    this.#open.end(({ id }) => id === session.id, response);
  }

  #requireRole(rpc: RpcName | undefined, session: Session | undefined): void {
    const isAdmitted = (identity: Identity) => this.trust.isAdmitted(identity);
    const facts = rpc === undefined ? undefined : rpcNamed(rpc);
    const refusal = refusalByRole(rpc ?? '', facts, session, isAdmitted);
    if (!refusal) return;
    if (refusal.why === 'role') throw new HttpRefusal(403, refusal.problem);
    const who = refusal.why === 'nobody' ? 'you are not logged in' : refusal.problem;
    const remedy = "log in with a token, which 'chorus token create' makes at the coordinator";
    throw new HttpRefusal(401, `${who}: ${remedy}`);
  }

  #letIn(secret: string, name: string, nowMs: number): Identity {
    try {
      return this.trust.letIn(secret, name, PEOPLE, nowMs);
    } catch (error) {
      throw asForbidden(error);
    }
  }

  /** A browser takes it from nobody but this host, over TLS, and sends it to nobody else. */
  get #cookie(): string {
    return `__Host-chorus-${this.trust.sessions.name}`;
  }

  get #begunCookie(): string {
    return `${this.#cookie}-begun`;
  }
}

function cookieIn({ headers: { cookie = '' } }: IncomingMessage, name: string): string {
  const start = `${name}=`;
  const found = cookie.split(';').find((one) => one.trim().startsWith(start));
  return found?.trim().slice(start.length) ?? '';
}

function identityOf({ role, name }: Session): Principal {
  return { role, name };
}

/** A name for who gave none. */
function someName(): string {
  return `browser-${randomBytes(4).toString('hex')}`;
}
