import {
  ChorusError,
  decodePathPart,
  hostOf,
  HTTP_STATUS,
  isAllowedHost,
  isLoopback,
  listenHttp,
  type ServerTls,
} from '@chorus/proto';
import { metricsText } from '@chorus/telemetry';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { DEFAULT_LIMITS, QueueFull, RequestTooLarge, stopping } from '../inference/limits.ts';
import { inferCounted, SERVER_FACTS, type Service } from '../service.ts';
import {
  decodeInferRequest,
  encodeInferAnswer,
  type HttpInferRequest,
  JSON_LENGTH_HEADER,
} from './infer-codec.ts';
import { apiPage, openApi } from './openapi.ts';

/** A server of the protocol over HTTP. */
export interface HttpServer {
  /** HOST:PORT by which it can be dialled. */
  readonly address: string;
  /** Takes no more connections. @returns when all requests are answered */
  stop(): Promise<void>;
}

const MODEL_PATH = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/ready|\/infer)?$/;

/**
 * Serves a model over HTTP.
 *
 * @param place HOST:PORT, of which port 0 takes a free one; in plain text unless it is told otherwise
 * @throws ChorusError `invalid` when it cannot listen there
 */
export async function startHttpServer(
  { listen, tls }: { readonly listen: string; readonly tls?: ServerTls | undefined },
  service: Service,
  requestBytes = DEFAULT_LIMITS.requestBytes,
): Promise<HttpServer> {
  const host = hostOf(listen);
  const server = create(tls, (request, response) => {
    new HttpAnswer(service, host, requestBytes, request, response)
      .send()
      .catch((error: unknown) => sendError(response, error));
  });
  return {
    address: await listenHttp(server, listen, '--listen'),
    stop: () => stopServer(server),
  };
}

function create(tls: ServerTls | undefined, listener: RequestListener): Server {
  if (!tls) return createServer(listener);
  const { pair, clientAuthority } = tls;
  const isKnown = clientAuthority !== undefined;
  return createTlsServer(
    {
      cert: pair.certificate,
      key: pair.key,
      minVersion: 'TLSv1.3',
      ...(isKnown && { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
    },
    listener,
  );
}

async function stopServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close(); // and connections that are idle
  await closed;
}

/** One request, and what it is answered. */
class HttpAnswer {
  readonly #service: Service;
  readonly #host: string;
  readonly #requestBytes: number;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(
    service: Service,
    host: string,
    requestBytes: number,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    this.#service = service;
    this.#host = host;
    this.#requestBytes = requestBytes;
    this.#request = request;
    this.#response = response;
  }

  async send(): Promise<void> {
    const { host } = this.#request.headers;
    // Elsewhere a server has whatever names its network gives it.
    if (isLoopback(this.#host) && !isAllowedHost(host, this.#host)) {
      const error = `this server is not '${host}': name its address`;
      return sendJson(this.#response, { error }, 403);
    }
    if (!this.#service.isReady()) this.#response.setHeader('Connection', 'close');
    const [path = '/'] = (this.#request.url ?? '/').split('?');
    const [, model, version = '', what] = MODEL_PATH.exec(path) ?? [];
    if (model !== undefined) {
      return this.#aboutModel(decodePathPart(model), decodePathPart(version), what);
    }
    this.#requireMethod('GET');
    return this.#aboutServer(path);
  }

  async #aboutServer(path: string): Promise<void> {
    const { model, metrics } = this.#service;
    switch (path.replace(/(.)\/$/, '$1')) {
      case '/v2':
        return sendJson(this.#response, SERVER_FACTS);
      case '/v2/health/live':
        return sendJson(this.#response, { live: true });
      case '/v2/health/ready':
        return this.#tellReady();
      case '/openapi.json':
        return sendJson(this.#response, openApi(model.facts));
      case '/':
        return sendBody(this.#response, 200, 'text/html; charset=utf-8', apiPage(model.facts));
      case '/metrics': {
        const { contentType, text } = await metricsText(metrics.registry);
        return sendBody(this.#response, 200, contentType, text);
      }
      default:
        throw new ChorusError('not-found', `there is nothing at ${path}: /openapi.json lists all`);
    }
  }

  async #aboutModel(name: string, version: string, what: string | undefined): Promise<void> {
    const { model } = this.#service;
    if (what === '/infer') {
      this.#requireMethod('POST');
      return this.#infer(name, version);
    }
    this.#requireMethod('GET');
    model.require(name, version);
    return what === '/ready' ? this.#tellReady() : sendJson(this.#response, model.facts);
  }

  #tellReady(): void {
    const ready = this.#service.isReady();
    sendJson(this.#response, { ready }, ready ? 200 : 503);
  }

  async #infer(name: string, version: string): Promise<void> {
    let request: HttpInferRequest | undefined;
    const tensors = await inferCounted(this.#service, 'http', async () => {
      if (!this.#service.isReady()) throw stopping();
      const body = await readBody(this.#request, this.#requestBytes);
      const length = this.#request.headers[JSON_LENGTH_HEADER] as string | undefined;
      return (request = decodeInferRequest(body, length, name, version));
    });
    const { body, jsonLength } = encodeInferAnswer(this.#service.model.facts, request!, tensors);
    if (jsonLength === undefined) {
      return sendBody(this.#response, 200, 'application/json', body);
    }
    this.#response.setHeader('Inference-Header-Content-Length', jsonLength);
    sendBody(this.#response, 200, 'application/octet-stream', body);
  }

  #requireMethod(method: 'GET' | 'POST'): void {
    const { method: asked } = this.#request;
    if (asked === method || (method === 'GET' && asked === 'HEAD')) return;
    this.#response.setHeader('Allow', method);
    throw new WrongMethod(`${asked} is not known here: it must be ${method}`);
  }
}

class WrongMethod extends Error {}

/** @throws RequestTooLarge; ChorusError `invalid` for a body that is compressed */
async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = request.headers;
  if (encoding !== 'identity') {
    throw new ChorusError('invalid', `the body is in ${encoding}: send it as it is`);
  }
  if (Number(length) > most) throw new RequestTooLarge('bytes', most);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) throw new RequestTooLarge('bytes', most);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

function sendJson(response: ServerResponse, value: object, status = 200): void {
  sendBody(response, status, 'application/json', JSON.stringify(value));
}

function sendBody(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function sendError(response: ServerResponse, reason: unknown): void {
  if (response.headersSent) return void response.destroy();
  const { message } = reason instanceof WrongMethod ? reason : ChorusError.from(reason);
  const status = statusOf(reason);
  // What is left of the body is not read.
  if (status === 413) response.setHeader('Connection', 'close');
  if (status === 429) response.setHeader('Retry-After', '1');
  sendJson(response, { error: message }, status);
}

function statusOf(reason: unknown): number {
  if (reason instanceof WrongMethod) return 405;
  if (reason instanceof QueueFull) return 429;
  if (reason instanceof RequestTooLarge) return 413;
  return HTTP_STATUS[ChorusError.from(reason).code];
}
