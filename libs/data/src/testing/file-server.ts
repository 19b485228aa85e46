import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** How one request is answered; without any, as a web server does, ranges included. */
export interface Behaviour {
  /** Nothing more is sent after so many bytes of the body. */
  readonly stallAfter?: number;
  readonly ignoreRange?: boolean;
  /** An error page with this status. */
  readonly status?: number;
  /** The headers beside the usual ones, or in place of them. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body ends after so many bytes of the file, as if that were all. */
  readonly endAfter?: number;
  /** The connection is cut before anything is answered. */
  readonly hangUp?: boolean;
  /** No Content-Length: the client cannot know the size. */
  readonly chunked?: boolean;
}

/** A web server on loopback that has one file and misbehaves as it is told. */
export interface FileServer {
  readonly url: string;
  /** The Range header of each request so far. */
  readonly ranges: (string | undefined)[];
  /** The behaviours for the next requests, one each. */
  readonly behaviours: Behaviour[];
  /** Cuts the connections on which nothing more is sent. */
  cut(): void;
}

/** Starts one that is stopped when the test ends. */
export async function startFileServer(content: Buffer): Promise<FileServer> {
  const ranges: (string | undefined)[] = [];
  const behaviours: Behaviour[] = [];
  const stalled: Socket[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range);
    const behaviour = behaviours.shift() ?? {};
    if (behaviour.hangUp) return void request.socket.destroy();
    if (behaviour.stallAfter !== undefined) stalled.push(request.socket);
    answer(request, response, content, behaviour);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const cut = () => stalled.forEach((socket) => socket.destroy());
  return { url: `http://127.0.0.1:${port}/file`, ranges, behaviours, cut };
}

/** An address at which nothing listens. */
export async function unreachableUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/file`;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  { stallAfter, endAfter, ignoreRange, status, headers, chunked }: Behaviour,
): void {
  if (status) {
    response.writeHead(status, headers).end('an error page');
    return;
  }
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const start = ignoreRange ? 0 : Number(from ?? 0);
  const body = content.subarray(start, endAfter);
  response.statusCode = start ? 206 : 200;
  if (start) {
    response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
  }
  if (!chunked) response.setHeader('content-length', body.length);
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  if (stallAfter !== undefined) {
    response.write(body.subarray(0, stallAfter));
  } else {
    // In two parts: given whole to end, it would get a Content-Length.
    response.write(body.subarray(0, 1));
    response.end(body.subarray(1));
  }
}
