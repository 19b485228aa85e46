import { expect, test } from 'vitest';
import { ReportBuffer } from './report-buffer.ts';

function filled(): ReportBuffer {
  const buffer = new ReportBuffer();
  for (const backend of ['a', 'b', 'c']) buffer.append({ started: { backend, device: '' } });
  return buffer;
}

function numbers(buffer: ReportBuffer): number[] {
  return buffer.unacknowledged().map(({ sequence }) => sequence);
}

test('REPORT-1: reports are numbered from 1 on, in order, and keep what they say', () => {
  const buffer = filled();
  expect(numbers(buffer)).toEqual([1, 2, 3]);
  expect(buffer.unacknowledged()[1]).toMatchObject({ started: { backend: 'b' } });
});

test.each([
  [0, [1, 2, 3]],
  [1, [2, 3]],
  [2, [3]],
  [3, []],
  [9, []],
])('REPORT-2: after %i was acknowledged, %j are left', (sequence, left) => {
  const buffer = filled();
  buffer.acknowledge(sequence);
  expect(numbers(buffer)).toEqual(left);
});

test('REPORT-1, REPORT-2: an acknowledgement that comes late or twice changes no number', () => {
  const buffer = filled();
  buffer.acknowledge(2);
  buffer.acknowledge(1);
  buffer.acknowledge(2);
  expect(buffer.append({ predicting: {} }).sequence).toBe(4);
  expect(numbers(buffer)).toEqual([3, 4]);
});
