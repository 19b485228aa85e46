import { GPU_NAME_VARIABLE, type Backend } from '@chorus/model';
import { ChorusError } from '@chorus/proto';
import { addAbortListener, once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BackendName } from './options.ts';
import { forkQuietly } from './trainer-process.ts';
import type { ProbeMessage, ProbeTask } from './trainer/probe.ts';

const PROGRAM = fileURLToPath(new URL('trainer/probe.ts', import.meta.url));

/**
 * Finds out what this machine trains on, in a process of its own, so that this one never holds
 * TensorFlow or a GPU.
 *
 * @param gpuName of the GPU that TensorFlow would take, if that is known
 * @param signal aborted: nobody wants to know any more
 * @throws ChorusError with the remedy when there is nothing that it may train on, `internal` for what
 *   nobody has foreseen; the signal's reason when it is aborted
 */
export async function probeBackend(
  backend: BackendName | undefined,
  allowCpu: boolean,
  gpuName: string | undefined,
  signal?: AbortSignal,
): Promise<Backend> {
  signal?.throwIfAborted();
  const child = forkQuietly(PROGRAM, gpuName === undefined ? {} : { [GPU_NAME_VARIABLE]: gpuName });
  const listening = signal && addAbortListener(signal, () => child.kill('SIGKILL'));
  const task: ProbeTask = { backend, allowCpu };
  child.send(task, () => {});
  const died = once(child, 'close').then(([code, signal]): [ProbeMessage] => {
    const problem = `the backend could not be started: its process ended with ${signal ?? code}`;
    return [{ problem, code: 'unavailable' }];
  });
  const answered = once(child, 'message') as Promise<[ProbeMessage]>;
  const [message] = await Promise.race([answered, died]);
  listening?.[Symbol.dispose]();
  signal?.throwIfAborted();
  if ('problem' in message) throw new ChorusError(message.code, message.problem);
  return message.backend;
}
