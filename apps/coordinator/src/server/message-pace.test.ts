import { expect, test, vi } from 'vitest';
import { MessagePace } from './message-pace.ts';

test('a worker that says very much is read no faster than it may say it, and then goes on', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const stream = { pause: vi.fn(), resume: vi.fn() };
    const pace = new MessagePace(stream, 10);
    for (let message = 0; message < 10_000; message++) pace.took();
    expect(stream.pause).not.toHaveBeenCalled();
    pace.took();
    pace.took();
    expect(stream.pause).toHaveBeenCalledTimes(1);
    // At two hundred a second.
    vi.advanceTimersByTime(4);
    expect(stream.resume).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(stream.resume).toHaveBeenCalledTimes(1);
    pace.took();
    pace.end();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
