/**
 * One connection to the coordinator, from Hello to its end. What is trained is the worker's, and
 * goes on without it (W3).
 *
 * W1: heartbeats come from this process, which never trains: a busy trainer is not a lost worker.
 * W2: what is reported about an attempt leaves in the order in which it happened (Outbox O1).
 * W7: whatever the coordinator says, or does not, costs no more than this connection: what makes no sense ends it,
 *     and its wishes are kept within bounds.
 */
import {
  ChorusError,
  Outbox,
  type CoordinatorMessage,
  type WorkerMessageInput,
  type WorkerServiceClient,
} from '@chorus/proto';
import type { Worker } from './worker.ts';

/** How long the coordinator has to answer the worker's farewell. */
const FAREWELL_TIMEOUT_MS = 2_000;

/** A coordinator that answers no worker for so long is none. */
const WELCOME_TIMEOUT_MS = 60_000;

/** Heartbeats are never more frequent, or rarer, than this, whatever the coordinator asks for. */
const HEARTBEAT_INTERVALS_MS = { shortest: 100, longest: 60_000 };

/**
 * How a session ended: `left` because this worker had nothing more to do, `lost` because the
 * connection broke or the coordinator went away, `rejected` because the coordinator will never take
 * it.
 */
export type SessionOutcome =
  | { readonly type: 'left' }
  | { readonly type: 'lost'; readonly reason: string }
  | { readonly type: 'rejected'; readonly reason: string };

/**
 * Joins the coordinator and does what it says, until the connection ends or the worker leaves.
 *
 * @param onWelcome called when the coordinator has taken it
 * @param welcomeTimeoutMs how long it has for that
 */
export async function runSession(
  client: WorkerServiceClient,
  worker: Worker,
  onWelcome: () => void,
  welcomeTimeoutMs = WELCOME_TIMEOUT_MS,
): Promise<SessionOutcome> {
  if (worker.leaving.aborted) return { type: 'left' };
  const session = new Session(client, worker, onWelcome, welcomeTimeoutMs);
  const leave = () => session.leave();
  worker.leaving.addEventListener('abort', leave);
  const error = await session.ended;
  worker.leaving.removeEventListener('abort', leave);
  worker.disconnected();
  if (worker.leaving.aborted) return { type: 'left' };
  if (error?.code === 'refused' || error?.code === 'invalid') {
    return { type: 'rejected', reason: error.message };
  }
  return { type: 'lost', reason: error?.message ?? 'the coordinator ended the connection' };
}

class Session {
  /** Resolves when the connection has ended, with the reason unless it was the coordinator's wish. */
  readonly ended: Promise<ChorusError | undefined>;

  readonly #client: WorkerServiceClient;
  readonly #worker: Worker;
  readonly #onWelcome: () => void;
  readonly #call: ReturnType<WorkerServiceClient['connect']>;
  readonly #outbox: Outbox<WorkerMessageInput>;
  readonly #end = Promise.withResolvers<ChorusError | undefined>();
  readonly #unwelcome: NodeJS.Timeout;
  #heartbeat: NodeJS.Timeout | undefined;

  constructor(
    client: WorkerServiceClient,
    worker: Worker,
    onWelcome: () => void,
    welcomeTimeoutMs: number,
  ) {
    this.#client = client;
    this.#worker = worker;
    this.#onWelcome = onWelcome;
    this.#call = client.connect();
    this.#outbox = new Outbox(this.#call);
    this.#outbox.send({ hello: worker.hello() });
    this.#call.on('data', (message: CoordinatorMessage) => this.#receive(message));
    this.#call.on('error', (error) => this.#end.resolve(ChorusError.from(error)));
    this.#call.on('end', () => this.#end.resolve(undefined));
    this.#unwelcome = setTimeout(() => {
      const words = `it accepted the connection, and has said nothing for ${welcomeTimeoutMs / 1000} s`;
      this.#end.resolve(new ChorusError('unavailable', words));
    }, welcomeTimeoutMs);
    this.ended = this.#end.promise.finally(() => {
      clearTimeout(this.#unwelcome);
      clearInterval(this.#heartbeat);
      this.#call.cancel();
    });
  }

  /** Says goodbye, so that what the worker had is given to others at once, and ends. */
  leave(): void {
    const timeout = setTimeout(() => this.#call.cancel(), FAREWELL_TIMEOUT_MS);
    void this.ended.then(() => clearTimeout(timeout));
    this.#outbox.send({ leaving: {} });
    const endWhenSent = () => {
      if (this.#call.writableNeedDrain) this.#call.once('drain', endWhenSent);
      else this.#call.end();
    };
    endWhenSent();
  }

  #receive(message: CoordinatorMessage): void {
    try {
      if (message.welcome) this.#join(message.welcome.heartbeatIntervalMs);
      else this.#worker.receive(message);
    } catch (error) {
      const words = `the coordinator sent what makes no sense: ${ChorusError.from(error).message}`;
      this.#end.resolve(new ChorusError('corrupt', words, { cause: error }));
    }
  }

  #join(heartbeatIntervalMs: number): void {
    if (this.#heartbeat) throw new ChorusError('invalid', 'it has welcomed this worker twice');
    clearTimeout(this.#unwelcome);
    this.#onWelcome();
    const { shortest, longest } = HEARTBEAT_INTERVALS_MS;
    const intervalMs = Math.min(Math.max(shortest, heartbeatIntervalMs), longest);
    this.#heartbeat = setInterval(() => {
      this.#outbox.sendLatest('heartbeat', { heartbeat: {} });
    }, intervalMs);
    this.#worker.connected({ client: this.#client, outbox: this.#outbox });
  }
}
