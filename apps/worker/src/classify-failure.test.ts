import { expect, test } from 'vitest';
import { classifyTrainerEnd } from './classify-failure.ts';
import type { TrainerEnd } from './trainer-process.ts';

function died(how: Partial<TrainerEnd>): TrainerEnd {
  return { exitCode: null, signal: null, silentMs: undefined, words: [], ...how };
}

const V8_WORDS = [
  'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  '----- Native stack trace -----',
  ' 1: 0xe16044 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]',
];

test.each([
  ['trainer-crashed', died({ exitCode: 1 }), 'the trainer process ended with exit status 1'],
  [
    'trainer-crashed',
    died({ signal: 'SIGSEGV', words: ['first', 'last'] }),
    'the trainer process ended with SIGSEGV: last',
  ],
  [
    'trainer-crashed',
    died({ exitCode: 1, words: ['Allocator ran out of memory; this is not a failure, but', 'x'] }),
    'the trainer process ended with exit status 1: x',
  ],
  [
    'trainer-hung',
    died({ signal: 'SIGKILL', silentMs: 120_000 }),
    'the trainer was silent for 120 s and was killed',
  ],
  [
    'trainer-crashed',
    died({ signal: 'SIGKILL' }),
    'the trainer process ended with SIGKILL, and this worker did not send it: ' +
      'Linux does so when memory runs out',
  ],
  [
    'out-of-memory',
    died({ signal: 'SIGABRT', words: V8_WORDS }),
    `the trainer process ended with SIGABRT: ${V8_WORDS[0]}`,
  ],
  [
    'out-of-memory',
    died({ signal: 'SIGABRT', words: ["what():  std::bad_alloc'"] }),
    "the trainer process ended with SIGABRT: what():  std::bad_alloc'",
  ],
] as const)('%s: a trainer that died without a word: %j', (kind, end, message) => {
  expect(classifyTrainerEnd(end, undefined)).toMatchObject({ kind, message });
});

test.each([
  ['diverged', 'diverged', 'the loss became infinite in epoch 3'],
  ['bad-data', 'bad-data', 'the file has another SHA-256'],
  ['bad-data', 'bad-checkpoint', 'this is no checkpoint'],
  ['bad-config', 'bad-model', 'the images are too small'],
  ['trainer-crashed', undefined, 'x is not a function'],
  ['out-of-memory', undefined, 'OOM when allocating tensor with shape[64,32,32,32]'],
  ['out-of-memory', undefined, 'ResourceExhausted: failed to allocate memory'],
  ['out-of-memory', undefined, 'RESOURCE_EXHAUSTED: Out of memory while trying to allocate 1 byte'],
  ['out-of-memory', undefined, 'CUDA_ERROR_OUT_OF_MEMORY: out of memory'],
  ['out-of-memory', undefined, 'Array buffer allocation failed'],
] as const)('%s: a trainer that said %s: %s', (kind, code, message) => {
  const end = died({ exitCode: 1, words: ['whatever it printed'] });
  expect(classifyTrainerEnd(end, { code, message })).toMatchObject({ kind, message });
});
