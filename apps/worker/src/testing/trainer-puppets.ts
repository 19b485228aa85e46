import type { EpochResult } from '@chorus/model';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ProcessMessage, TrainerTask } from '../trainer/messages.ts';
import { decodeLine, encodeLine, PORT_VARIABLE, type PuppetNews } from './puppet-lines.ts';
import { Queue } from './queue.ts';

/** An epoch's figures. */
const MEANS = { loss: 1, accuracy: 0.5, gradientNorm: 1, seconds: 1, samplesPerSecond: 9 };

/** One task of a fake trainer process, which does what the test tells it. */
export class TrainerPuppet {
  readonly pid: number;
  readonly task: TrainerTask;
  /** Fake trainers that were there when this one was given its task, without it. */
  readonly others: number;
  /** Resolves when its process is gone. */
  readonly ended: Promise<unknown>;
  readonly #socket: Socket;
  readonly #handBack = Promise.withResolvers<void>();

  constructor(socket: Socket, pid: number, task: TrainerTask, others: number) {
    this.#socket = socket;
    this.pid = pid;
    this.task = task;
    this.others = others;
    this.ended = once(socket, 'close');
  }

  /** Resolves when the worker has asked it to hand its member back. */
  get handBackAsked(): Promise<void> {
    return this.#handBack.promise;
  }

  say(message: ProcessMessage): void {
    this.#socket.write(encodeLine({ say: message }));
  }

  started(): void {
    this.say({ type: 'started', backend: 'fake', device: 'none', reason: 'a puppet' });
  }

  epoch(epoch: number, validation?: EpochResult['validation']): void {
    const result = { epoch, ...MEANS, learningRate: 0.001, histograms: [], validation };
    this.say({ type: 'epoch', result });
  }

  progress(epoch: number): void {
    this.say({ type: 'progress', progress: { epoch, batch: 1, batches: 2, ...MEANS } });
  }

  checkpoint(epoch: number): void {
    this.say({ type: 'checkpoint', epoch, bytes: checkpointOf(epoch) });
  }

  finished(): void {
    const [predictions, topology, weights] = ['predictions', 'topology', 'weights'].map(bytesOf);
    const model = { topology: topology!, weights: weights! };
    const figures = { testLoss: 1, testAccuracy: 0.5, predictSeconds: 0.25 };
    this.say({ type: 'finished', result: { predictions: predictions!, model, ...figures } });
  }

  /** It can take another task: a puppet of the same process then. */
  waits(): void {
    this.say({ type: 'waiting' });
  }

  /** Ends with a status, or of a signal. */
  exit(how: number | NodeJS.Signals): void {
    this.#socket.write(encodeLine({ exit: how }));
  }

  /** Its worker has asked for something more. */
  receive({ request }: PuppetNews): void {
    if (request.type === 'hand-back') this.#handBack.resolve();
  }
}

/** The fake trainers that the workers of a test start. */
export class TrainerPuppets {
  /** The program for `trainerProgram`. */
  static readonly program = fileURLToPath(new URL('fake-trainer.ts', import.meta.url));

  /** How many tasks were given so far. */
  count = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #puppets = new Queue<TrainerPuppet>();

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async start(): Promise<TrainerPuppets> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    process.env[PORT_VARIABLE] = String((server.address() as AddressInfo).port);
    return new TrainerPuppets(server);
  }

  /** The next one that is given a task. */
  next(): Promise<TrainerPuppet> {
    return this.#puppets.next();
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    let puppet: TrainerPuppet | undefined;
    createInterface(socket).on('line', (line) => {
      const news = decodeLine<PuppetNews>(line);
      if (news.request.type === 'train') {
        this.count += 1;
        const others = this.#sockets.size - 1;
        puppet = new TrainerPuppet(socket, news.pid, news.request.task, others);
        this.#puppets.push(puppet);
      } else {
        puppet?.receive(news);
      }
    });
  }
}

export function checkpointOf(epoch: number): Uint8Array {
  return bytesOf(`checkpoint ${epoch}`);
}

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}
