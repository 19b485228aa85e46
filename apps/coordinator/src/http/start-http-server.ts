import { ChorusError, hostOf, HTTP_STATUS, isAllowedHost, listenHttp } from '@chorus/proto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readPageFiles, type PageFile } from './page-files.ts';
import { answerApi, send, sendJson, type Watched } from './routes.ts';

/**
 * The live page and what it asks for.
 *
 * H1: whoever asks changes nothing.
 * H2: only the page that this server sent may read from it, and it loads nothing from elsewhere.
 */
export interface HttpOptions {
  /** HOST:PORT; port 0 takes a free one. */
  readonly listen: string;
  /** The folder of the built page. */
  readonly pageDir: string;
  /** What the page warns of at its top, such as that whoever reaches it sees everything. Default: nothing. */
  readonly notice?: string | undefined;
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

/** @throws ChorusError `invalid` when it cannot listen there */
export async function startHttpServer(
  { listen, pageDir }: HttpOptions,
  watched: Watched,
): Promise<HttpServer> {
  const host = hostOf(listen);
  const files = readPageFiles(pageDir);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    void answer(request, response).catch((error) => sendError(response, error));
  });
  return {
    address: await listenHttp(server, listen, '--http'),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host: named } = request.headers;
    if (!isAllowedHost(named, host)) {
      const remedy = 'name its address, or the host that --http was given';
      return sendJson(response, { error: `this server is not '${named}': ${remedy}` }, 403);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendJson(response, { error: 'this server is read-only' }, 405);
    }
    const url = parseTarget(request.url ?? '/');
    if (url.pathname.startsWith('/api/')) return answerApi(watched, url, request, response);
    const file = files.get(url.pathname);
    if (!file) throw new ChorusError('not-found', `there is nothing at ${url.pathname}`);
    sendFile(response, file);
  }
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

function sendError(response: ServerResponse, reason: unknown): void {
  const { code, message } = ChorusError.from(reason);
  if (response.headersSent) response.destroy();
  else sendJson(response, { error: message }, HTTP_STATUS[code]);
}
