import { expect, test } from 'vitest';
import { encodeRecord } from './tfrecord.ts';

test("a record is that of TensorBoard's own RecordWriter", () => {
  const record = encodeRecord(Buffer.from('chorus'));
  expect(record.toString('hex')).toBe('06000000000000007369d53763686f727573ac018563');
});
