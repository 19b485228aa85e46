import { MOST_BYTES_FROM_COORDINATOR, v1, type RunSummary } from '@chorus/proto';
import { expect, test } from 'vitest';
import { pageOf } from './page-of.ts';

const summary: RunSummary = {
  runId: '20260102-030405-abcd',
  status: 'succeeded',
  dataset: 'shapes',
  members: 10_000,
  membersDone: 10_000,
  submittedMs: Date.UTC(2026, 0, 2),
  accuracy: 0.69,
  filesGone: false,
};

function pagesOf<Item>(all: readonly Item[]): Item[][] {
  const pages: Item[][] = [];
  let token = '';
  do {
    const { items, nextPageToken } = pageOf(all, token, (item) => item);
    pages.push(items);
    token = nextPageToken;
  } while (token !== '');
  return pages;
}

test('the runs of years come in pages, each no larger than a message may be, in order and all', () => {
  const runs = Array.from({ length: 100_000 }, (_, index) => ({ ...summary, members: index }));
  const serialize = v1.RunService.service.ListRuns.responseSerialize;
  expect(serialize({ runs }).byteLength).toBeGreaterThan(MOST_BYTES_FROM_COORDINATOR);
  const pages = pagesOf(runs);
  const sizes = pages.map((page) => serialize({ runs: page }).byteLength);
  expect(Math.max(...sizes)).toBeLessThan(MOST_BYTES_FROM_COORDINATOR);
  expect(pages.flat()).toEqual(runs);
});

test('what is few is one page, and so is nothing', () => {
  expect(pagesOf([1, 2, 3])).toEqual([[1, 2, 3]]);
  expect(pagesOf([])).toEqual([[]]);
});

test('one item that is larger than a page is a page', () => {
  const large = 'x'.repeat(2_000_000);
  expect(pagesOf([large, 'y', large])).toEqual([[large], ['y'], [large]]);
});

test('a list that grows meanwhile goes on where it was', () => {
  const large = 'x'.repeat(1_000_000);
  const { nextPageToken } = pageOf([large, large], '', (item) => item);
  expect(pageOf([large, large, 'z'], nextPageToken, (item) => item).items).toEqual([large, 'z']);
});

test.each(['x', '-1', '1e3', '9'.repeat(16)])('%j is no token', (token) => {
  expect(() => pageOf([1], token, (item) => item)).toThrow('page_token');
});
