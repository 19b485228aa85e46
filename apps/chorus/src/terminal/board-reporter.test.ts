import { applyEvent, type RunView } from '@chorus/run-view';
import { epoch, sampleEvents, submitted, training, assigned } from '@chorus/run-view/testing';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { BoardReporter } from './board-reporter.ts';

/** A terminal that keeps what is written to it. */
class FakeTerminal extends PassThrough {
  readonly isTTY = true;
  columns = 80;
  rows = 24;

  /** What was written since the last time, without escape codes. */
  taken(): string {
    return stripVTControlCharacters(String(this.read() ?? ''));
  }
}

const events = sampleEvents(submitted(), assigned(1), training(1), epoch(1, 1), epoch(1, 2));

test.for([
  ['too narrow', { columns: 0 }],
  ['too low', { rows: 2 }],
])(
  'while a terminal is %s there are plain lines, none of them broken, and no board',
  ([, size]) => {
    const terminal = new FakeTerminal();
    const reporter = new BoardReporter(terminal as unknown as NodeJS.WriteStream, {});
    let view: RunView | undefined;
    const tell = (from: number, to: number) => {
      for (const event of events.slice(from, to)) {
        view = applyEvent(view, event);
        reporter.event(event, view);
      }
    };
    tell(0, 4);
    reporter.note('a note for people, longer than twenty columns');
    expect(terminal.taken()).toContain('member 1  █');

    Object.assign(terminal, size);
    tell(4, 5);
    reporter.note('another note for people, longer than twenty columns');
    const [told, noted, ...rest] = terminal.taken().trimStart().split('\n');
    expect(told).toMatch(/^member 1 epoch 2\/15: loss [\d.]+, accuracy [\d.]+, /);
    expect(noted).toBe('another note for people, longer than twenty columns');
    expect(rest).toEqual(['']);

    Object.assign(terminal, { columns: 80, rows: 24 });
    reporter.close();
    expect(terminal.taken()).toContain('member 1  █');
  },
);
