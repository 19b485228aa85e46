import type { LeaderboardReport, LeaderboardRow } from './report.ts';

/** A row of a leaderboard before it is ranked. */
export type UnrankedRow = Omit<LeaderboardRow, 'onFront'>;

/**
 * Says which rows no other row beats: a row is on the Pareto front when none is at least as accurate on the validation
 * samples with no more members, and better in one of the two. Without validation samples no row is: the test set is not
 * there to choose by.
 *
 * @param leaveOut members without which the sum is right as often on the validation samples; null without any
 */
export function rankRows(
  rows: readonly UnrankedRow[],
  leaveOut: number[] | null,
): LeaderboardReport {
  return { rows: rows.map((row) => ({ ...row, onFront: isOnFront(row, rows) })), leaveOut };
}

function isOnFront(row: UnrankedRow, rows: readonly UnrankedRow[]): boolean {
  const { validation, members } = row;
  if (!validation) return false;
  return !rows.some(
    (other) =>
      other.validation !== undefined &&
      other.validation.accuracy >= validation.accuracy &&
      other.members.length <= members.length &&
      (other.validation.accuracy > validation.accuracy || other.members.length < members.length),
  );
}
