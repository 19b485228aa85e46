import { ChorusError, HTTP_STATUS } from '@chorus/proto';
import type { ServerResponse } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/** @param body text is sent as UTF-8 */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store' },
): void {
  response.writeHead(status, { 'Content-Type': type, ...headers });
  response.end(body);
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

/** Answers with what went wrong; where the answer has begun it is broken off. */
export function sendError(response: ServerResponse, reason: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of a request that is refused is not waited for.
  if (response.req.method === 'POST') response.setHeader('Connection', 'close');
  if (reason instanceof HttpRefusal) {
    for (const [name, value] of Object.entries(reason.headers)) response.setHeader(name, value);
    sendJson(response, { error: reason.message }, reason.status);
    return;
  }
  const { code, message } = ChorusError.from(reason);
  sendJson(response, { error: message }, HTTP_STATUS[code]);
}
