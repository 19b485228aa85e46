import { GPU_NAME_VARIABLE, type Backend } from '@chorus/model';
import { addAbortListener } from 'node:events';
import type { WaitingTrainer } from './waiting-trainer.ts';
import { TrainerProcess } from './trainer-process.ts';
import type { TrainerStart } from './trainer/messages.ts';

/** What this machine trains on. */
export interface Probe {
  readonly backend: Backend;
  /** The process that found it out, when it can train a member; see `slot-trainers.ts`. */
  readonly trainer: WaitingTrainer | undefined;
}

/**
 * Finds out what this machine trains on, in a trainer process, so that this one never holds TensorFlow
 * or a GPU. On the CPU that process waits for its first member. One that found a GPU is ended: it has
 * opened all of them, and keeps memory on each.
 *
 * @param program the trainer's
 * @param gpuName of the GPU that TensorFlow would take, if that is known
 * @param signal aborted: nobody wants to know any more
 * @throws ChorusError with the remedy when there is nothing that it may train on, `internal` for what
 *   nobody has foreseen; the signal's reason when it is aborted
 */
export async function probeBackend(
  program: string,
  start: TrainerStart,
  gpuName: string | undefined,
  signal?: AbortSignal,
): Promise<Probe> {
  signal?.throwIfAborted();
  const named = gpuName === undefined ? {} : { [GPU_NAME_VARIABLE]: gpuName };
  const trainer = new TrainerProcess(program, named);
  const listening = signal && addAbortListener(signal, () => trainer.kill());
  try {
    const backend = await trainer.start(start);
    if (backend.device === 'cpu') {
      const { threads } = start;
      return { backend, trainer: { trainer, start: { threads, backend: backend.name } } };
    }
    trainer.kill();
    await trainer.ended;
    return { backend, trainer: undefined };
  } finally {
    listening?.[Symbol.dispose]();
    signal?.throwIfAborted();
  }
}
