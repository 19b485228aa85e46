import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A network between workers and their coordinator that a test can spoil. */
export class FaultProxy {
  readonly address: string;
  /** HOST:PORT of the coordinator; may change when that is started anew. */
  target: string;
  /** Bytes arrive this much later. */
  delayMs = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #blackhole = false;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.target = target;
    this.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (client) => this.#join(client));
  }

  static async start(target: string): Promise<FaultProxy> {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(server, target);
  }

  /** Every connection breaks; new ones may be made at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Opens a black hole: while it is on nothing arrives anywhere, and nobody is told. */
  setBlackhole(on: boolean): void {
    this.#blackhole = on;
    for (const socket of this.#sockets) {
      if (on) socket.pause();
      else socket.resume();
    }
  }

  async close(): Promise<void> {
    this.#server.close();
    this.cut();
  }

  #join(client: Socket): void {
    const [host, port] = this.target.split(':') as [string, string];
    const server = connect({ host, port: Number(port) });
    this.#forward(client, server);
    this.#forward(server, client);
  }

  #forward(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    // Timers tell when, the queue what: bytes keep their order also when the delay is changed.
    const delayed: Buffer[] = [];
    from.on('data', (bytes) => {
      if (this.delayMs === 0 && delayed.length === 0) {
        to.write(bytes);
        return;
      }
      delayed.push(bytes);
      setTimeout(() => to.write(delayed.shift()!), this.delayMs);
    });
    from.on('error', () => {});
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
    if (this.#blackhole) from.pause();
    else from.resume();
  }
}
