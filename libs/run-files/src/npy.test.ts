import { preparePythonEnvironment, PYTHON_SETUP_TIMEOUT_MS } from '@chorus/testing';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeLabels, encodeNpy, readFloat32Npy, readLabels, readNpyHeader } from './npy.ts';

const PREDICTIONS = Float32Array.of(0, 0.1, 1, 1 / 3, 1e-38, 0.75); // [3, 2]
const LABELS = Int32Array.of(0, 9, 255);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chorus-npy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('what is written is read back, bit by bit', () => {
  const predictions = write('p.npy', encodeNpy(PREDICTIONS, [3, 2]));
  expect(readNpyHeader(predictions)).toEqual({ dtype: 'float32', shape: [3, 2] });
  expect(readFloat32Npy(predictions, [3, 2])).toEqual(PREDICTIONS);
  const labels = write('l.npy', encodeLabels(LABELS, 256));
  expect(readLabels(labels, 3, 256)).toEqual(LABELS);
  const many = Int32Array.of(0, 256, 299);
  const manyLabels = write('m.npy', encodeLabels(many, 300));
  expect(readLabels(manyLabels, 3, 300)).toEqual(many);
});

test('a view is written from its own first element on', () => {
  const path = write('p.npy', encodeNpy(PREDICTIONS.subarray(2), [2, 2]));
  expect(readFloat32Npy(path, [2, 2])).toEqual(PREDICTIONS.slice(2));
});

test('the numbers start at a multiple of 64 bytes, however long the header', () => {
  for (const shape of [[6], [6, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 6]]) {
    expect((encodeNpy(PREDICTIONS, shape).length - PREDICTIONS.byteLength) % 64).toBe(0);
  }
});

test(
  'NumPy writes the same bytes, and so reads them',
  async (context) => {
    const { python, reason } = await preparePythonEnvironment();
    if (python === undefined) return context.skip(reason);
    const script = `
import numpy as np, sys
np.save(sys.argv[1] + '/p.npy', np.array([[0, 0.1], [1, 1 / 3], [1e-38, 0.75]], dtype=np.float32))
np.save(sys.argv[1] + '/l.npy', np.array([0, 9, 255], dtype=np.uint8))
np.save(sys.argv[1] + '/m.npy', np.array([0, 9, 255], dtype=np.int32))`;
    execFileSync(python, ['-c', script, folder]);
    expect(encodeNpy(PREDICTIONS, [3, 2])).toEqual(bytesOf('p.npy'));
    expect(encodeLabels(LABELS, 256)).toEqual(bytesOf('l.npy'));
    expect(encodeLabels(LABELS, 257)).toEqual(bytesOf('m.npy'));
  },
  PYTHON_SETUP_TIMEOUT_MS,
);

const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

describe('a file is refused by name', () => {
  const refusal = (path: string) => () => readFloat32Npy(path, [3, 2]);

  test('when its shape is another', () => {
    const path = write('p.npy', encodeNpy(PREDICTIONS, [2, 3]));
    expect(refusal(path)).toThrow(`${path} holds float32 (2, 3), not float32 (3, 2)`);
  });

  test('when its type is another', () => {
    const path = write('l.npy', encodeLabels(LABELS, 256));
    expect(refusal(path)).toThrow(`${path} holds uint8 (3,), not float32 (3, 2)`);
  });

  test('when its type is none that is read here', () => {
    const bytes = Buffer.from(encodeNpy(PREDICTIONS, [3, 2]));
    bytes.write('<f8', bytes.indexOf('<f4'), 'latin1');
    expect(refusal(write('p.npy', bytes))).toThrow('p.npy has a header that is not of float32');
  });

  test('when it is cut off, in its header or in its numbers', () => {
    const path = write('p.npy', encodeNpy(PREDICTIONS, [3, 2]));
    truncateSync(path, 150);
    expect(refusal(path)).toThrow(`${path} has 150 bytes instead of 152`);
    truncateSync(path, 50);
    expect(refusal(path)).toThrow(`${path} is cut off`);
  });

  test('when something follows its numbers', () => {
    const bytes = Buffer.concat([encodeNpy(PREDICTIONS, [3, 2]), Buffer.alloc(1)]);
    expect(refusal(write('p.npy', bytes))).toThrow('has 153 bytes instead of 152');
  });

  test('when it is no NumPy file', () => {
    expect(refusal(write('p.npy', Buffer.alloc(200)))).toThrow(
      'is not a NumPy file of version 1.0',
    );
  });

  test('when it is not there', () => {
    const path = join(folder, 'absent.npy');
    expect(refusal(path)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(refusal(path)).toThrow(`cannot open ${path}`);
  });
});

test('values that do not have the shape are refused', () => {
  expect(() => encodeNpy(PREDICTIONS, [4, 2])).toThrow(
    new RangeError('6 values do not have the shape (4, 2)'),
  );
});
