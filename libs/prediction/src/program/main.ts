/**
 * The program that predicts: a process that has TensorFlow and some members' weights, and answers one request after the
 * other. It is apart from whoever asks since predicting blocks its thread, and since TensorFlow gives memory back only
 * when its process ends.
 */
import '@chorus/command-line/dependent';
import { BackendError, startBackend } from '@chorus/model';
import { NetworkMistake } from '@chorus/network';
import { loadMember, type LoadedMember } from './load-member.ts';
import type { PredictorAnswer, PredictorRequest, PredictorStart } from './messages.ts';

let members: readonly LoadedMember[] = [];
let last: Promise<void> = Promise.resolve();

process.on('message', (request: PredictorRequest) => {
  last = last.then(() => answer(request));
});
// Nobody is left who would ask.
process.once('disconnect', () => process.exit(1));

async function answer(request: PredictorRequest): Promise<void> {
  try {
    if (request.type === 'start') await tell({ type: 'ready', device: await start(request.start) });
    else {
      const predictions = members.map((member) => member.predict(request.values));
      await tell({ type: 'predicted', predictions });
    }
  } catch (error) {
    await tell({ type: 'failed', ...whyItFailed(error as Error) });
    process.exit(1);
  }
}

/** @returns the device's name */
async function start(asked: PredictorStart): Promise<string> {
  const { backend: requested, threads } = asked;
  const backend = await startBackend({ requested, threads, allowCpu: true });
  const loaded: LoadedMember[] = [];
  for (const member of asked.members) loaded.push(await loadMember(member, asked));
  members = loaded;
  return backend.deviceName;
}

function whyItFailed(error: Error) {
  if (error instanceof BackendError) {
    const problem = `${error.message}: 'chorus doctor' says what to do`;
    return { problem, code: 'unavailable' as const };
  }
  if (error instanceof NetworkMistake) return { problem: error.message, code: 'corrupt' as const };
  return { problem: error.stack ?? String(error), code: 'internal' as const };
}

/** Resolves when the message has left this process. */
function tell(message: PredictorAnswer): Promise<void> {
  return new Promise((resolve) => {
    process.send!(message, undefined, {}, () => resolve());
  });
}
