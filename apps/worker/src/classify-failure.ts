import type { ReportedFailureKind } from '@chorus/scheduler/failures';
import type { TrainerEnd } from './trainer-process.ts';
import type { TrainerProblem } from './trainer/messages.ts';

/** Why an attempt failed; the message is one line for a person. */
export class AttemptError extends Error {
  readonly kind: ReportedFailureKind;

  constructor(kind: ReportedFailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AttemptError';
    this.kind = kind;
  }
}

/** A trainer has found the worker's copy of the dataset damaged, or missing. */
export class DatasetDamage extends AttemptError {
  constructor(message: string) {
    super('bad-data', message);
    this.name = 'DatasetDamage';
  }
}

/** How TensorFlow, CUDA, V8, Node.js and the C++ library say that memory has run out. */
const OUT_OF_MEMORY =
  /OOM when allocating|Resource_?Exhausted|out of memory|CUDA_ERROR_OUT_OF_MEMORY|CUDNN_STATUS_ALLOC_FAILED|Array buffer allocation failed|std::bad_alloc/i;

/** TensorFlow also says so when it has less than it would like to have, and goes on. */
const NOT_A_FAILURE = /not a failure/i;

/**
 * Why a trainer that left no result has failed.
 *
 * @param problem what it said itself, if it came to that
 */
export function classifyTrainerEnd(
  end: TrainerEnd,
  problem: TrainerProblem | undefined,
): AttemptError {
  if (end.silentMs !== undefined) {
    const message = `the trainer was silent for ${end.silentMs / 1000} s and was killed`;
    return new AttemptError('trainer-hung', message);
  }
  if (problem?.code === 'bad-data') return new DatasetDamage(problem.message);
  if (problem) return new AttemptError(kindOf(problem), problem.message);
  const died = `the trainer process ended with ${end.signal ?? `exit status ${end.exitCode}`}`;
  const memoryWords = end.words.find(isAboutMemory);
  if (memoryWords) return new AttemptError('out-of-memory', `${died}: ${memoryWords}`);
  if (end.signal === 'SIGKILL') {
    // Perhaps: the kernel does not tell, and a user may have done it.
    const guess = 'and this worker did not send it: Linux does so when memory runs out';
    return new AttemptError('trainer-crashed', `${died}, ${guess}`);
  }
  const lastWords = end.words.at(-1);
  return new AttemptError('trainer-crashed', lastWords ? `${died}: ${lastWords}` : died);
}

function kindOf({ code, message }: TrainerProblem): ReportedFailureKind {
  if (code === 'diverged' || code === 'out-of-memory') return code;
  if (code === 'bad-data' || code === 'bad-checkpoint') return 'bad-data';
  if (code === 'bad-model') return 'bad-config';
  return isAboutMemory(message) ? 'out-of-memory' : 'trainer-crashed';
}

function isAboutMemory(text: string): boolean {
  return OUT_OF_MEMORY.test(text) && !NOT_A_FAILURE.test(text);
}
