import { BackendError } from '@chorus/model';
import { expect, test } from 'vitest';
import { describeBackend, describeBackendError } from './backend-words.ts';

test('a backend that only stands in for TensorFlow comes with the remedy', () => {
  const chosen = { reason: 'TensorFlow 2.21.0 on the CPU: no GPU found', addonProblem: undefined };
  expect(describeBackend(chosen)).toBe(chosen.reason);
  const standIn = { reason: 'WebAssembly: no addon', addonProblem: 'addon-missing' } as const;
  expect(describeBackend(standIn)).toBe("WebAssembly: no addon; 'chorus doctor' says what to do");
});

test('a CPU that was not allowed comes with the flag that allows it', () => {
  expect(describeBackendError(new BackendError('no-gpu', 'no GPU found'))).toBe(
    'no GPU found. To train without a GPU pass --allow-cpu',
  );
  expect(describeBackendError(new BackendError('no-gpu', 'no addon', 'addon-broken'))).toBe(
    "no addon; 'chorus doctor' says what to do. To train without a GPU pass --allow-cpu",
  );
});

test('an addon that was asked for and is not there, or does not load, comes with its remedy', () => {
  for (const code of ['addon-missing', 'addon-broken'] as const) {
    expect(describeBackendError(new BackendError(code, 'no addon'))).toBe(
      "no addon: 'chorus doctor' says what to do",
    );
  }
});
