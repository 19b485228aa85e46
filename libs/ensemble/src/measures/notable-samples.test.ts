import { expect, test } from 'vitest';
import { membersToLeaveOut } from '../fitting/backward-elimination.ts';
import { Votes } from './disagreement.ts';
import { mostDisputed, surestErrors } from './notable-samples.ts';

const SCORES = Float64Array.of(2, 1, 1.6, 1.4, 0, 3, 1.7, 1.3); // [4, 2]

test('the samples that members disagree about most come first, the least sure of them before the others', () => {
  const votes = new Votes(4, 2);
  const voted = ['0010', '0111', '1010'];
  for (const one of voted) votes.add(Uint8Array.from(one, Number));
  expect(mostDisputed(votes, SCORES, 9)).toEqual([1, 3, 0]);
  expect(mostDisputed(votes, SCORES, 2)).toEqual([1, 3]);
});

test('wrong samples are listed by how sure the ensemble is of them', () => {
  expect(surestErrors(SCORES, Uint8Array.of(1, 0, 0, 1), 2, 9)).toEqual([2, 0, 3]);
});

test('members without which the others are right as often can be left out, a weak one and a copy', () => {
  const good = Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.9, 0.1);
  const wrong = Float32Array.of(0.1, 0.9, 0.9, 0.1, 0.1, 0.9);
  const labels = Uint8Array.of(0, 1, 0);
  expect(membersToLeaveOut([good, wrong, good], labels, 2)).toEqual([1, 2]);
  const left = Float32Array.of(0.9, 0.1, 0.6, 0.4, 0.9, 0.1);
  const right = Float32Array.of(0.55, 0.45, 0.1, 0.9, 0.3, 0.7);
  expect(membersToLeaveOut([left, right], labels, 2)).toEqual([]);
});
