import { liftEnd } from '@chorus/run-view';
import type { JournalRecord } from './record.ts';

/**
 * A record as its row holds it, also in a journal that an older version wrote.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseRecord(text: string): JournalRecord {
  const record = JSON.parse(text) as JournalRecord;
  return record.type === 'run-summed' ? { ...record, outcome: liftEnd(record.outcome) } : record;
}
