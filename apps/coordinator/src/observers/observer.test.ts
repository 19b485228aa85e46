import { expect, test } from 'vitest';
import type { JournalRecord } from '../journal/record.ts';
import { allOf, type Observer } from './observer.ts';

test('D1: an observer that throws is told of, and harms neither its caller nor the others', () => {
  const warnings: string[] = [];
  const seen: JournalRecord[] = [];
  const broken: Observer = {
    recorded() {
      throw new RangeError('no such label');
    },
  };
  const observer = allOf([broken, { recorded: (record) => seen.push(record) }], (message) =>
    warnings.push(message),
  );
  const record: JournalRecord = { atMs: 1, type: 'time-passed' };
  observer.recorded(record, []);
  expect(seen).toEqual([record]);
  expect(warnings).toEqual([expect.stringContaining('no such label')]);
});
