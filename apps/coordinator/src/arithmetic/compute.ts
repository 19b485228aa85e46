/**
 * Where arithmetic on predictions is done: in a thread of its own, so that the coordinator goes on
 * listening to its workers and watchers meanwhile. What takes less time than the thread needs to start
 * is done at once.
 */
import { ChorusError, type ErrorCode } from '@chorus/proto';
import { Worker } from 'node:worker_threads';
import { countOf } from './gathered.ts';
import { TASKS, type Answer, type TaskInput, type TaskName, type TaskOutput } from './tasks.ts';

/** The most probabilities of a task that is done at once: a tenth of a second, or a quarter to validate. */
const MOST_AT_ONCE = 1_000_000;

/** Questions that the thread has not answered. */
const asked = new Map<number, PromiseWithResolvers<never>>();
let thread: Worker | undefined;
let questions = 0;

/**
 * @param input goes to the other thread as a copy
 * @param mostAtOnce probabilities up to which it is done at once, in this thread
 * @throws what the task throws, as a ChorusError
 */
export async function compute<Name extends TaskName>(
  name: Name,
  input: TaskInput<Name>,
  mostAtOnce = MOST_AT_ONCE,
): Promise<TaskOutput<Name>> {
  if (countOf(input) <= mostAtOnce) {
    return (TASKS[name] as (input: TaskInput<Name>) => TaskOutput<Name>)(input);
  }
  thread ??= startThread();
  const id = questions++;
  const answered = Promise.withResolvers<never>();
  asked.set(id, answered);
  // Who waits for an answer is not at its end.
  thread.ref();
  thread.postMessage({ id, name, input });
  return answered.promise;
}

function startThread(): Worker {
  const started = new Worker(new URL('thread.ts', import.meta.url));
  started.on('message', (answer: Answer) => {
    const { resolve, reject } = asked.get(answer.id)!;
    asked.delete(answer.id);
    if (asked.size === 0) started.unref();
    if ('output' in answer) return resolve(answer.output as never);
    const { code, message } = answer.problem;
    reject(new ChorusError(code as ErrorCode, message));
  });
  started.on('error', (error) => giveUp(error));
  started.on('exit', (status) => giveUp(new Error(`the thread ended with status ${status}`)));
  return started;
}

/** The thread has died, perhaps for lack of memory: the next question starts another one. */
function giveUp(error: Error): void {
  thread = undefined;
  for (const { reject } of asked.values()) reject(ChorusError.from(error));
  asked.clear();
}
