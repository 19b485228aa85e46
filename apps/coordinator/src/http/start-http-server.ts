import { ChorusError, hostOf, listenHttp } from '@chorus/proto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerApi } from './answer-api.ts';
import { Guard, type Guarded } from './guard.ts';
import { HttpRefusal } from './http-refusal.ts';
import { requireOwnHost } from './own-address.ts';
import { readPageFiles, type PageFile } from './page-files.ts';
import { createPageServer, PAGE_LIMITS, type PageLimits } from './page-server.ts';
import type { Watched } from './route.ts';
import { send, sendError } from './send.ts';

/**
 * The live page and what it asks for.
 *
 * H1: without a login whoever asks changes nothing; with it, all but the page's own files is for those who are logged in.
 * H2: only the page that this server sent may read from it or give it orders, and it loads nothing from elsewhere.
 */
export interface HttpOptions {
  /** HOST:PORT; port 0 takes a free one. */
  readonly listen: string;
  /** The folder of the built page. */
  readonly pageDir: string;
  /** What the page warns of at its top, such as that whoever reaches it sees everything. Default: nothing. */
  readonly notice?: string | undefined;
  /** How much those may cost who connect. Default: {@link PAGE_LIMITS}. */
  readonly limits?: Partial<PageLimits> | undefined;
}

export interface HttpServer {
  /** HOST:PORT by which it can be dialled. */
  readonly address: string;
  /** Breaks all connections off. */
  stop(): void;
}

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Starts the live page: over TLS and with a login where callers are known, else in plain text, and read-only.
 *
 * @throws ChorusError `invalid` when it cannot listen there
 */
export async function startHttpServer(
  { listen, pageDir, notice, limits }: HttpOptions,
  watched: Watched,
  guarded?: Guarded,
): Promise<HttpServer> {
  const host = hostOf(listen);
  const files = readPageFiles(pageDir);
  const guard = guarded && new Guard(guarded);
  const page = createPageServer(
    (request, response) => {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
      void answer(request, response).catch((error) => sendError(response, error));
    },
    guarded?.trust,
    { ...PAGE_LIMITS, ...limits },
  );
  const address = await listenHttp(page.server, listen, '--http');
  const watching = guard && [guard.watch(), guard.trust.onRenewed((pair) => page.renew(pair))];
  return {
    address,
    stop() {
      watching?.forEach((one) => one.close());
      page.stop();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireOwnHost(request, host, guard?.trust.pair.certificate);
    const url = parseTarget(request.url ?? '/');
    const isApi = url.pathname.startsWith('/api/');
    requireMethod(request, isApi && guard ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD']);
    if (isApi) return answerApi(url, { watched, request, response, notice }, guard);
    const file = files.get(url.pathname);
    if (!file) throw new ChorusError('not-found', `there is nothing at ${url.pathname}`);
    sendFile(response, file);
  }
}

/** @throws HttpRefusal 405 */
function requireMethod({ method = '' }: IncomingMessage, allowed: readonly string[]): void {
  if (allowed.includes(method)) return;
  const what = allowed.includes('POST')
    ? `${method} is not asked of anything here`
    : 'this server is read-only';
  throw new HttpRefusal(405, what, { Allow: allowed.join(', ') });
}

/**
 * What is asked for: a path, or a whole URL, as proxies write it. A path that begins with two slashes is
 * one, too, not a host.
 *
 * @throws ChorusError `invalid`
 */
function parseTarget(target: string): URL {
  const url = URL.parse(target.startsWith('/') ? `http://server${target}` : target);
  if (url) return url;
  throw new ChorusError('invalid', `'${target}' is no address of a page`);
}

function sendFile(response: ServerResponse, { type, body, immutable }: PageFile): void {
  const caching = immutable ? 'max-age=31536000, immutable' : 'no-cache';
  send(response, 200, type, body, { 'Cache-Control': caching });
}
