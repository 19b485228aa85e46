import type { Socket } from 'node:net';

/** The first byte of a TLS handshake, and of nothing that is plain text. */
const TLS_HANDSHAKE = 0x16;

export interface ReceiveTlsOptions {
  /** How long the first byte may take, in milliseconds. */
  readonly handshakeMs: number;
  /** What who speaks plain text is told to do. */
  readonly remedy: string;
}

/**
 * Hands a connection on when its first byte has come, if that begins a TLS handshake: who speaks plain text is told what is
 * spoken here, and who says nothing is cut off.
 *
 * @param handOn takes the connection, of which nothing has been read
 */
export function receiveTls(
  socket: Socket,
  { handshakeMs, remedy }: ReceiveTlsOptions,
  handOn: (socket: Socket) => void,
): void {
  const silent = setTimeout(() => socket.destroy(), handshakeMs);
  socket.once('close', () => clearTimeout(silent));
  socket.once('readable', () => {
    clearTimeout(silent);
    const first: Buffer | null = socket.read(1);
    if (!first) return;
    if (first[0] === TLS_HANDSHAKE) {
      socket.unshift(first);
      handOn(socket);
    } else socket.end(plainAnswer(remedy));
  });
}

function plainAnswer(remedy: string): string {
  const head = 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n';
  return `${head}This port speaks TLS: ${remedy}.\n`;
}
