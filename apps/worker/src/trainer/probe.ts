/** A process that starts the backend, says what it found, and ends: nothing of it stays behind. */
import './ignore-signals.ts';
import './live-with-worker.ts';
import { startBackend, type Backend } from '@chorus/model';

/** What the probe is asked. */
export interface ProbeTask {
  readonly backend: 'tensorflow' | 'wasm' | undefined;
  readonly allowCpu: boolean;
}

/** What it answers. */
export type ProbeMessage = { backend: Backend } | { problem: string };

process.once('message', ({ backend: requested, allowCpu }: ProbeTask) => {
  void startBackend({ threads: 1, allowCpu, ...(requested && { requested }) })
    .then((backend): ProbeMessage => ({ backend }))
    .catch((error: Error): ProbeMessage => ({ problem: error.message }))
    .then((message) => process.send!(message, undefined, {}, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(1));
