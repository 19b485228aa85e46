import { existsSync } from 'node:fs';
import path from 'node:path';

/** A link that leads nowhere. */
export interface BrokenLink {
  /** Counts from 1. */
  readonly line: number;
  /** The target as written, without the part after `#`. */
  readonly target: string;
}

const FENCE = /^\s*(```|~~~)/;
const INLINE_CODE = /`[^`]*`/g;
const INLINE_LINK = /\]\(<?([^)\s>]+)/g;
const REFERENCE = /^\s*\[[^\]]+\]:\s+<?([^\s>]+)/g;
const ABSOLUTE_URL = /^[a-z][a-z0-9+.-]*:/i;

/** The relative links of a Markdown text whose file or folder does not exist; code is left out. */
export function brokenLinks(markdownPath: string, text: string): BrokenLink[] {
  const broken: BrokenLink[] = [];
  let inCode = false;
  for (const [index, sourceLine] of text.split('\n').entries()) {
    if (FENCE.test(sourceLine)) inCode = !inCode;
    if (inCode) continue;
    const line = sourceLine.replaceAll(INLINE_CODE, '');
    for (const [, link = ''] of [...line.matchAll(INLINE_LINK), ...line.matchAll(REFERENCE)]) {
      const target = link.replace(/#.*$/, '');
      if (target === '' || ABSOLUTE_URL.test(target)) continue;
      const file = path.resolve(path.dirname(markdownPath), decodeURIComponent(target));
      if (!existsSync(file)) broken.push({ line: index + 1, target });
    }
  }
  return broken;
}
