import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** Makes a connection. */
export type Dial = () => Socket;

/** @param address HOST:PORT @param tls by what it is known; default: plain text */
export function dialler(address: string, tls?: ConnectionOptions): Dial {
  const [host = '', port = ''] = address.split(/:(?=\d+$)/);
  return () => {
    const socket = tls
      ? connectTls({ ...tls, host, port: Number(port) })
      : connectSocket({ host, port: Number(port), allowHalfOpen: true });
    socket.on('error', () => {});
    return socket;
  };
}
