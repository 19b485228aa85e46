/** A process that starts the backend, says what it found, and ends: nothing of it stays behind. */
import './ignore-signals.ts';
import './live-with-worker.ts';
import { BackendError, startBackend, type Backend } from '@chorus/model';

/** What the probe is asked. */
export interface ProbeTask {
  readonly backend: 'tensorflow' | 'wasm' | undefined;
  readonly allowCpu: boolean;
}

/** What it answers. */
export type ProbeMessage =
  | { backend: Backend }
  /** `internal`: nobody has foreseen it, and the problem is a stack. */
  | { problem: string; code: 'unavailable' | 'internal' };

process.once('message', ({ backend: requested, allowCpu }: ProbeTask) => {
  void startBackend({ threads: 1, allowCpu, ...(requested && { requested }) })
    .then((backend): ProbeMessage => ({ backend }))
    .catch(problemOf)
    .then((message) => process.send!(message, undefined, {}, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(1));

function problemOf(error: Error): ProbeMessage {
  return error instanceof BackendError
    ? { problem: error.message, code: 'unavailable' }
    : { problem: error.stack ?? String(error), code: 'internal' };
}
