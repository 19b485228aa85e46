import { ChorusError } from '@chorus/proto';
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/** A token has some 300 bytes. */
export const MOST_BODY_BYTES = 4096;

/**
 * The JSON object that a request brings. How long it may take is the server's to say.
 *
 * @throws HttpRefusal 413 when it is larger than {@link MOST_BODY_BYTES};
 *   ChorusError `invalid` when it is no object. No message repeats anything of it: there may be a token in it
 */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Who sends too much is answered: their connection is not broken off here.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += (chunk as Buffer).length;
    if (bytes > MOST_BODY_BYTES) {
      throw new HttpRefusal(413, `a request holds ${MOST_BODY_BYTES} bytes at most`);
    }
    chunks.push(chunk as Buffer);
  }
  const value = parse(Buffer.concat(chunks).toString());
  if (value && typeof value === 'object' && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new ChorusError('invalid', 'the request brings no JSON object');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
