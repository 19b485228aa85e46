import { hostOf } from '@chorus/proto';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { pageUrl, whereToOpen } from './dialable.ts';

test.each([
  ['0.0.0.0:8080', 'gpu-box:50051', 'http://gpu-box:8080/#/runs/r'],
  ['[::]:8080', '[fd00::7]:50051', 'http://[fd00::7]:8080/#/runs/r'],
  ['127.0.0.1:8080', 'localhost:50051', 'http://127.0.0.1:8080/#/runs/r'],
])('the page on %s of a coordinator that was dialled at %s is %s', (listens, dialled, url) => {
  expect(pageUrl(listens, { runId: 'r', host: hostOf(dialled) })).toBe(url);
});

test.each([
  ['127.0.0.1:8080', 'gpu-box:50051', ' on gpu-box'],
  ['[::1]:8080', '10.0.0.7:50051', ' on 10.0.0.7'],
  ['127.0.0.1:8080', 'localhost:50051', ''],
  ['0.0.0.0:8080', 'gpu-box:50051', ''],
])('the page on %s of a coordinator that was dialled at %s is opened%s', (listens, dialled, on) => {
  expect(whereToOpen(listens, dialled)).toBe(on);
});

test("this machine's own page is at its name", () => {
  expect(pageUrl('0.0.0.0:8080')).toBe(`http://${hostname()}:8080/`);
  expect(pageUrl('0.0.0.0:8080', { secure: true })).toBe(`https://${hostname()}:8080/`);
});
