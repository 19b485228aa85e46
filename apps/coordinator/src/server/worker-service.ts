import {
  ChorusError,
  chunksOf,
  required,
  requireSameProtocol,
  type Hello,
  type WorkerMessage,
  type WorkerServiceHandlers,
} from '@chorus/proto';
import type { Principal } from '../journal/principal.ts';
import { answer, answerStream } from './answer.ts';
import type { Dispatcher } from './dispatcher.ts';
import { giveDataset, type DatasetGiving } from './give-dataset.ts';
import { JoinRates } from './join-rates.ts';
import { MessagePace } from './message-pace.ts';
import { principalOf } from './principal-of.ts';
import { receiveArtifact } from './receive-artifact.ts';
import { requireBoundedHello } from './require-bounded-hello.ts';
import { withIdleLimit, type SilenceLimits } from './stream-limits.ts';
import { WorkerSession, type WorkerCall } from './worker-session.ts';

/** A worker says this often that it is there: three times before it would count as lost. */
const HEARTBEAT_INTERVAL_MS = 5_000;

/** What workers ask, decoded and handed on: this decides nothing. */
export function workerService(
  dispatcher: Dispatcher,
  giving: DatasetGiving,
  silenceMs: SilenceLimits,
): WorkerServiceHandlers {
  const joins = new JoinRates();
  return {
    Connect: (call) => void serveWorker(call, dispatcher, joins, silenceMs.Connect),
    FetchDataset: (call) =>
      answerStream(call, (signal, breakOff) => giveDataset(call.request, giving, signal, breakOff)),
    UploadArtifact: (call, callback) =>
      answer(callback, async () => {
        const requests = withIdleLimit(call, silenceMs.UploadArtifact);
        await receiveArtifact(requests, dispatcher, principalOf(call));
        return {};
      }),
    FetchCheckpoint: (call) =>
      answerStream(call, () => {
        const { attempt, sha256 } = call.request;
        const ref = required(attempt, 'attempt');
        const { folder } = dispatcher.attempts.requireResumable(ref, principalOf(call), sha256);
        return [...chunksOf(folder.artifacts.read(sha256))].map((chunk) => ({ chunk }));
      }),
  };
}

function serveWorker(
  call: WorkerCall,
  dispatcher: Dispatcher,
  joins: JoinRates,
  helloMs: number,
): void {
  let session: WorkerSession | undefined;
  let pace: MessagePace | undefined;
  const silent = setTimeout(() => {
    const error = new ChorusError('invalid', `no hello came within ${helloMs / 1000} s`);
    call.emit('error', error.toStatus());
  }, helloMs);
  call.on('data', (message: WorkerMessage) => {
    try {
      pace?.took();
      if (session) receive(session, message);
      else session = welcome(required(message.hello, 'hello'));
    } catch (error) {
      call.emit('error', ChorusError.from(error).toStatus());
    }
  });
  call.on('end', () => {
    leave();
    call.end();
  });
  call.on('cancelled', leave);
  call.on('error', leave);

  function welcome(hello: Hello): WorkerSession {
    requireSameProtocol('worker', hello.protocolVersion);
    requireBoundedHello(hello);
    requireOwnName(principalOf(call), hello);
    joins.admit(hello.workerId);
    clearTimeout(silent);
    pace = new MessagePace(call, hello.slots);
    const session = new WorkerSession(call, hello);
    session.send({ welcome: { heartbeatIntervalMs: HEARTBEAT_INTERVAL_MS } });
    dispatcher.join(session);
    return session;
  }

  function receive(session: WorkerSession, message: WorkerMessage): void {
    dispatcher.heard(session);
    if (message.report) dispatcher.attempts.report(session, message.report);
    if (message.drain) void dispatcher.drain(session.worker.workerId, session.by).catch(() => {});
    if (message.leaving) dispatcher.left(session);
  }

  function leave(): void {
    clearTimeout(silent);
    pace?.end();
    if (session) dispatcher.disconnected(session);
  }
}

/** A worker is whom its certificate names, whatever it says: nobody takes over another's members. */
function requireOwnName({ name, role }: Principal, { workerId }: Hello): void {
  if (role === undefined || name === workerId) return;
  const problem = `the certificate is of ${name}, and the worker says that it is ${workerId}`;
  throw new ChorusError('refused', `${problem}: start it with --name ${name}`);
}
