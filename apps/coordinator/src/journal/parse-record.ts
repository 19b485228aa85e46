import { liftMembers, liftRunConfig } from '@chorus/run-config';
import { liftEnd } from '@chorus/run-view';
import { ANYBODY } from './principal.ts';
import { CALLED, type JournalRecord } from './record.ts';

/**
 * A record as its row holds it, also in a journal that an older version wrote.
 *
 * @throws SyntaxError when it is no JSON
 */
export function parseRecord(text: string): JournalRecord {
  const record = JSON.parse(text) as JournalRecord;
  return sign(lift(record));
}

function lift(record: JournalRecord): JournalRecord {
  if (record.type === 'run-submitted') return liftSubmitted(record);
  return record.type === 'run-summed' ? { ...record, outcome: liftEnd(record.outcome) } : record;
}

type Submitted = Extract<JournalRecord, { type: 'run-submitted' }>;
type FormerlySubmitted = Submitted & { readonly memberSeeds?: readonly number[] };

/**
 * Until schema version 6 a run's members were their seeds, and its plan said whether they continue each other.
 * The plan stays as it is: the digests of the scheduler's state count it.
 */
function liftSubmitted({ memberSeeds, ...record }: FormerlySubmitted): Submitted {
  const config = liftRunConfig(record.config);
  return { ...record, config, ...(memberSeeds && { members: liftMembers(config, memberSeeds) }) };
}

/** Until schema version 4 no record said who caused it: it was whoever could reach the coordinator. */
function sign(record: JournalRecord): JournalRecord {
  if (record.by !== undefined || !isCalled(record)) return record;
  return { ...record, by: ANYBODY };
}

function isCalled(record: JournalRecord): boolean {
  // A cancellation by the coordinator itself always gave a reason.
  if (record.type === 'run-cancelled') return record.reason === undefined;
  return (CALLED as readonly string[]).includes(record.type);
}
