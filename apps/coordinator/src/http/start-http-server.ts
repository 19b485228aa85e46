import { ChorusError, isAllowedHost, type ErrorCode } from '@chorus/proto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

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

const STATUS_OF: Record<ErrorCode, number> = {
  invalid: 400,
  'not-found': 404,
  refused: 409,
  corrupt: 500,
  unavailable: 503,
  internal: 500,
};

/** @throws ChorusError `invalid` when it cannot listen there */
export async function startHttpServer(
  { listen, pageDir }: HttpOptions,
  watched: Watched,
): Promise<HttpServer> {
  const separator = listen.lastIndexOf(':');
  const host = listen.slice(0, separator);
  const files = readPageFiles(pageDir);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    void answer(request, response).catch((error) => sendError(response, error));
  });
  server.listen(Number(listen.slice(separator + 1)), host.replace(/^\[|\]$/g, ''));
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
    throw new ChorusError('invalid', `cannot listen on ${listen}: ${why}; choose another --http`);
  });
  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
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
  else sendJson(response, { error: message }, STATUS_OF[code]);
}
