import { AUDIT_START, type AuditPosition } from './audit-line.ts';

/** What a line says of its place in the chain. */
export interface Link extends AuditPosition {
  readonly previous: string;
}

/** The lines of a log, in order; undefined: one that is no entry, or not what it was when it was written. */
type Links = readonly (Link | undefined)[];

/** What somebody did to a log. */
export interface Damage {
  readonly kind: 'altered' | 'removed' | 'moved' | 'inserted';
  /** The first line that shows it, from 1 on. */
  readonly line: number;
  /** What it shows, in words. */
  readonly text: string;
}

/** Finds the first line that was altered, moved or inserted, or before which some were removed. */
export function findDamage(links: Links): Damage | undefined {
  let last = AUDIT_START;
  for (const [index, link] of links.entries()) {
    const found =
      link && follows(link, last)
        ? findForgery(links, index, last)
        : nameDamage(links, index, last);
    if (found) return { ...found, line: index + 1 };
    last = link!;
  }
  return undefined;
}

type Found = Omit<Damage, 'line'>;

function follows(link: Link | undefined, { sequence, sha256 }: AuditPosition): boolean {
  return link?.sequence === sequence + 1 && link.previous === sha256;
}

/** A line that is right in itself may still be another one than those behind it go on from. */
function findForgery(links: Links, index: number, last: AuditPosition): Found | undefined {
  const [link, next, third] = links.slice(index) as [Link, Link?, Link?];
  if (!next) return undefined;
  const nextIsOld = third === undefined || follows(third, next);
  if (next.sequence === link.sequence + 1 && next.previous !== link.sha256 && nextIsOld) {
    return { kind: 'altered', text: 'its digest is not the one that the next line has' };
  }
  const isTwice = follows(next, last) && third !== undefined && follows(third, next);
  return isTwice
    ? { kind: 'inserted', text: `the next line is entry ${link.sequence} as well` }
    : undefined;
}

/** What was done to a line that does not follow the last one. */
function nameDamage(links: Links, index: number, last: AuditPosition): Found {
  const link = links[index];
  const expected = last.sequence + 1;
  const isBetween = follows(links[index + 1], last);
  if (!link) {
    return isBetween
      ? { kind: 'inserted', text: 'it is no entry' }
      : { kind: 'altered', text: 'it is not what its digest says' };
  }
  const { sequence } = link;
  const isElsewhere = (wanted: number) =>
    links.some((other, place) => place > index && other?.sequence === wanted);
  if (sequence < expected || (isBetween && isElsewhere(sequence))) {
    return { kind: 'inserted', text: `entry ${sequence} stands elsewhere already` };
  }
  if (isBetween || (sequence > expected && isElsewhere(expected))) {
    return {
      kind: 'moved',
      text: `it is entry ${sequence}, and in this place stood entry ${expected}`,
    };
  }
  if (sequence === expected) {
    return {
      kind: 'altered',
      text: 'its digest of the line before is not that of the line before',
    };
  }
  const gone =
    sequence - 1 === expected
      ? `entry ${expected} is`
      : `entries ${expected} to ${sequence - 1} are`;
  return { kind: 'removed', text: `${gone} not there: this is entry ${sequence}` };
}
