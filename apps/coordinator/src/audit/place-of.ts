import type { IncomingMessage } from 'node:http';

/**
 * The other end of a connection, as people write it; Node writes an IPv4 address in IPv6's way, and IPv6 without brackets.
 *
 * @param peer ADDRESS:PORT, as gRPC has it
 * @returns HOST:PORT
 */
export function placeOf(peer: string): string {
  const [, host = peer, port] = /^(?:::ffff:(?=\d+\.))?(.*):(\d+)$/.exec(peer) ?? [];
  if (port === undefined) return host;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** From where a request comes. @returns HOST:PORT */
export function remoteOf({ socket }: IncomingMessage): string {
  return placeOf(`${socket.remoteAddress}:${socket.remotePort}`);
}
