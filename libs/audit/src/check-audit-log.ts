import { AUDIT_START, type AuditPosition } from './audit-line.ts';
import { findDamage, type Damage, type Link } from './find-damage.ts';
import type { AuditLine, AuditLines } from './read-audit-log.ts';

/** What a look at a log has found. */
export interface AuditCheck {
  readonly entries: number;
  /** The last entry: kept elsewhere, it tells later whether the log was cut, or written anew. */
  readonly head: AuditPosition;
  /** Absent where the log is one chain, and has the entry that was expected. */
  readonly damage?: Damage | { readonly kind: 'cut' | 'rewritten'; readonly text: string };
  /** As {@link AuditLines} has it. */
  readonly cutOffBytes: number;
}

/**
 * Looks whether a log is what was written.
 *
 * @param expected an entry that was the last one once, as it was kept elsewhere
 */
export function checkAuditLog(log: AuditLines, expected?: AuditPosition): AuditCheck {
  const links = log.lines.map(linkOf);
  const { sequence, sha256 } = links.findLast((link) => link !== undefined) ?? AUDIT_START;
  const damage = findDamage(links) ?? (expected && compare(links, expected));
  return {
    ...{ entries: links.length, head: { sequence, sha256 }, cutOffBytes: log.cutOffBytes },
    ...(damage && { damage }),
  };
}

function linkOf({ sha256, entry }: AuditLine): Link | undefined {
  return entry && { sequence: entry.sequence, previous: entry.previous, sha256 };
}

/** @param links one chain, so that each entry stands in the line of its number */
function compare(links: readonly (Link | undefined)[], expected: AuditPosition) {
  const { sequence } = expected;
  const found = links[sequence - 1];
  if (found?.sha256 === expected.sha256) return undefined;
  if (found) {
    const text = `entry ${sequence} is not the one that was expected: it, or one before it, was written anew`;
    return { kind: 'rewritten', text } as const;
  }
  const text = `entry ${sequence} is not there: the end was cut off, behind entry ${links.length}`;
  return { kind: 'cut', text } as const;
}
