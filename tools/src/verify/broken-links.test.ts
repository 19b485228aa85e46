import path from 'node:path';
import { expect, test } from 'vitest';
import { brokenLinks } from './broken-links.ts';

const here = path.join(import.meta.dirname, 'document.md');

test('a link to a file that is not there is reported with its line', () => {
  const text = 'See\n[this](main.ts) and [that](gone.ts#part).\n\n[later]: ./also-gone.md\n';
  expect(brokenLinks(here, text)).toEqual([
    { line: 2, target: 'gone.ts' },
    { line: 4, target: './also-gone.md' },
  ]);
});

test('addresses, anchors and code are no links to files', () => {
  const text =
    '[a](https://example.org/x) [b](#part) `[c](gone)`\n```\n[d](gone)\n```\n[e](../verify)';
  expect(brokenLinks(here, text)).toEqual([]);
});
