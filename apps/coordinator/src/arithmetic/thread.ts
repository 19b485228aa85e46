/** The thread of {@link compute}: it answers one question after the other. */
import { ChorusError } from '@chorus/proto';
import { parentPort } from 'node:worker_threads';
import { TASKS, type Answer, type Question } from './tasks.ts';

parentPort!.on('message', ({ id, name, input }: Question) => {
  parentPort!.postMessage({ id, ...answer(TASKS[name] as (input: unknown) => never, input) });
});

function answer(task: (input: unknown) => never, input: unknown): Omit<Answer, 'id'> {
  try {
    return { output: task(input) };
  } catch (error) {
    const { code, message } = ChorusError.from(error);
    return { problem: { code, message } };
  }
}
