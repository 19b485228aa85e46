import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sampleEvents, submitted } from '@chorus/run-view/testing';
import { RunStream } from './run-stream.ts';

/** The part of a browser's `EventSource` that a stream needs. */
class FakeEventSource {
  static newest: FakeEventSource;
  readonly url: string;
  isClosed = false;
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  constructor(url: string) {
    this.url = url;
    FakeEventSource.newest = this;
  }
  close(): void {
    this.isClosed = true;
  }
}

/** Lets the browser say that its page is seen, or no longer. */
function see(isSeen: boolean): void {
  Object.assign(document, { hidden: !isSeen });
  document.dispatchEvent(new Event('visibilitychange'));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', globalThis);
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal('EventSource', FakeEventSource);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('STREAM-2: a stream that is closed and opened again tells its listener what is new', () => {
  const heard = vi.fn();
  const stream = new RunStream('run-1', heard);
  stream.open();
  FakeEventSource.newest.onopen();
  // While it was about to tell.
  stream.close();
  vi.runAllTimers();
  expect(heard).not.toHaveBeenCalled();
  stream.open();
  FakeEventSource.newest.onopen();
  vi.runAllTimers();
  expect(heard).toHaveBeenCalledOnce();
});

test('STREAM-3: a page that nobody sees has no connection, and goes on where it was', () => {
  const stream = new RunStream('run-1', () => {});
  stream.open();
  const before = FakeEventSource.newest;
  before.onmessage({ data: JSON.stringify(sampleEvents(submitted())[0]) });
  see(false);
  expect(before.isClosed).toBe(true);
  see(true);
  const { newest } = FakeEventSource;
  expect([newest.isClosed, newest.url]).toEqual([false, '/api/runs/run-1/events?from=2']);
  stream.close();
});
