import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RunStream } from './run-stream.ts';

/** Of a browser, what a stream needs. */
class FakeEventSource {
  static newest: FakeEventSource;
  onopen = () => {};
  constructor() {
    FakeEventSource.newest = this;
  }
  close(): void {}
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

test('S2: a stream that is closed and opened again tells its listener what is new', () => {
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
