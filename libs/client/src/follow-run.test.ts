import type { RunEvent } from '@chorus/proto';
import { done, epoch, RUN_ID, sampleEvents, submitted, succeeded } from '@chorus/run-view/testing';
import { expect, test } from 'vitest';
import { followRun } from './follow-run.ts';
import { FakeRunService } from '../testing/fake-run-service.ts';

const events = sampleEvents(submitted(), epoch(1, 1), epoch(2, 1), done(1), done(2), succeeded());

test('C6: after a lost connection the events go on with the next, and none comes twice', async () => {
  await using service = await FakeRunService.start({ events, cutAfter: 3 });
  const lost: string[] = [];
  const seen = await Array.fromAsync(
    followRun({
      address: service.address,
      runId: '',
      follow: true,
      onConnectionLost: (reason) => lost.push(reason),
    }),
  );
  expect(seen).toEqual(events);
  expect(service.watchedFrom).toEqual([1, 4]);
  expect(lost).toEqual(['cut by the test']);
});

test('a coordinator that is gone for good is given up', async () => {
  const service = await FakeRunService.start({ events, cutAfter: 3 });
  const { address } = service;
  const following = followRun({ address, runId: '', follow: true, giveUpAfterMs: 0 });
  await following.next();
  await service[Symbol.asyncDispose]();
  await expect(Array.fromAsync(following)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a run that is not there is an error at once', async () => {
  await using service = await FakeRunService.start({ events });
  const following = followRun({ address: service.address, runId: 'other', follow: true });
  await expect(Array.fromAsync(following)).rejects.toMatchObject({ code: 'not-found' });
});

test('it ends when it is told to', async () => {
  await using service = await FakeRunService.start({ events: events.slice(0, 2) });
  const controller = new AbortController();
  const { signal } = controller;
  const seen = [];
  for await (const event of followRun({
    address: service.address,
    runId: RUN_ID,
    follow: true,
    signal,
  })) {
    seen.push(event.type);
    if (seen.length === 2) controller.abort();
  }
  expect(seen).toEqual(['submitted', 'epoch']);
});

test('an event of a type that only a newer coordinator knows is passed over', async () => {
  const renamed = { ...events[1], type: 'renamed' } as unknown as RunEvent;
  await using service = await FakeRunService.start({ events: events.with(1, renamed) });
  const following = followRun({ address: service.address, runId: RUN_ID, follow: true });
  expect(await Array.fromAsync(following)).toEqual(events.toSpliced(1, 1));
});

test('it ends when it was told to before it has begun', async () => {
  await using service = await FakeRunService.start({ events: events.slice(0, 2) });
  const signal = AbortSignal.abort();
  const { address } = service;
  const following = followRun({ address, runId: RUN_ID, follow: true, signal });
  expect(await Array.fromAsync(following)).toEqual([]);
});
