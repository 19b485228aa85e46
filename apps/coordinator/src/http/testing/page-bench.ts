import type { Role } from '@chorus/trust';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { CoordinatorTrust } from '../../server/coordinator-trust.ts';
import { Bench } from '../../server/testing/bench.ts';
import { TestTrust } from '../../server/testing/test-trust.ts';
import type { AccountSettings } from '../../trust/account-settings.ts';
import type { PageLimits } from '../page-server.ts';

export interface Asking {
  readonly method?: string;
  readonly cookie?: string | undefined;
  /** Undefined values are headers that are not sent. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A coordinator that knows its callers, and serves a page. The bench's own questions are those of the operator ada. */
export class PageBench {
  readonly bench: Bench;
  readonly trust: TestTrust;

  private constructor(bench: Bench, trust: TestTrust) {
    this.bench = bench;
    this.trust = trust;
  }

  /** @param accounts whom accounts let in. Default: nobody */
  static async start(
    limits: Partial<PageLimits> = {},
    accounts?: AccountSettings,
  ): Promise<PageBench> {
    const trust = await TestTrust.create(accounts);
    const started = new PageBench(await Bench.start(), trust);
    await started.restart(limits);
    started.bench.asked = await trust.admit('operator', 'ada');
    return started;
  }

  /** Starts the coordinator anew, from what the former one left. */
  async restart(
    limits: Partial<PageLimits> = {},
    trust: CoordinatorTrust = this.trust.coordinator,
  ): Promise<void> {
    await this.bench.coordinator.stop();
    const pageDir = join(this.bench.folder, 'page');
    mkdirSync(pageDir, { recursive: true });
    writeFileSync(join(pageDir, 'index.html'), '<title>Chorus</title>');
    const http = { listen: '127.0.0.1:0', pageDir, limits };
    await this.bench.startCoordinator({ trust, http });
  }

  get origin(): string {
    return `https://${this.bench.coordinator.httpAddress}`;
  }

  get port(): number {
    return Number(new URL(this.origin).port);
  }

  /** Asks as a browser on this machine would, until the answer begins. */
  open(path: string, asking: Asking = {}): Promise<IncomingMessage> {
    const { method = 'GET', cookie, body } = asking;
    const own = method === 'POST' && {
      Origin: this.origin,
      'Sec-Fetch-Site': 'same-origin',
      'Content-Type': 'application/json',
    };
    const all = Object.entries({ ...own, Cookie: cookie, ...asking.headers });
    const headers = Object.fromEntries(all.filter(([, value]) => value !== undefined));
    const { authority: ca } = this.trust.coordinator;
    // Also where it names another host.
    const checkServerIdentity = () => undefined;
    const options = { path, method, headers, ca, checkServerIdentity, agent: false } as const;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    request(this.origin, options, resolve).on('error', reject).end(body);
    return promise;
  }

  async ask(path: string, asking: Asking = {}): Promise<Answer> {
    const response = await this.open(path, asking);
    const body = await text(response);
    return { status: response.statusCode, headers: response.headers, body };
  }

  post(path: string, asking: Asking = {}): Promise<Answer> {
    return this.ask(path, { method: 'POST', body: '{}', ...asking });
  }

  tryToken(token: string, name?: string): Promise<Answer> {
    return this.post('/api/login', { body: JSON.stringify({ token, name }) });
  }

  /** Logs in. @returns the cookie, as a browser sends it */
  async logIn(role: Role, name?: string): Promise<string> {
    const { headers, body } = await this.tryToken(this.trust.token(role), name);
    const [cookie] = headers['set-cookie'] ?? [];
    if (cookie === undefined) throw new Error(body);
    return cookie.split(';')[0]!;
  }

  /** The cookie of a session that is begun beside the page. @param nowMs when, in Unix milliseconds */
  cookieOf(role: Role, name: string, nowMs = Date.now()): string {
    return this.cookieWith(this.trust.coordinator.sessions.begin({ role, name }, nowMs).word);
  }

  cookieWith(word: string): string {
    return `__Host-chorus-${this.trust.coordinator.sessions.name}=${word}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench[Symbol.asyncDispose]();
    this.trust[Symbol.dispose]();
  }
}

/** Resolves when nothing more comes, for whatever reason. */
export function closed(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream
      .on('error', () => {})
      .once('close', resolve)
      .resume();
  });
}
