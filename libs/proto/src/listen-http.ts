import { ChorusError, type ErrorCode } from '@chorus/errors';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostOf, splitAddress } from './address.ts';

/** The status with which an HTTP server answers each error. */
export const HTTP_STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  'not-found': 404,
  refused: 409,
  corrupt: 500,
  unavailable: 503,
  internal: 500,
};

/**
 * Has a server of HTTP listen.
 *
 * @param listen HOST:PORT; port 0 takes a free one
 * @param flag who said it, for the message
 * @returns HOST:PORT by which it can be dialled
 * @throws ChorusError `invalid` when it cannot listen there
 */
export async function listenHttp(server: Server, listen: string, flag: string): Promise<string> {
  const { host, port } = splitAddress(listen);
  server.listen(port, host);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'another program listens there' : error.message;
    throw new ChorusError('invalid', `cannot listen on ${listen}: ${why}; choose another ${flag}`);
  });
  return `${hostOf(listen)}:${(server.address() as AddressInfo).port}`;
}
