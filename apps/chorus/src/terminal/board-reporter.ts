import { drawableSize } from '@chorus/machine';
import type { RunEvent } from '@chorus/proto';
import { type RunView, describeEvent, describeTrouble } from '@chorus/run-view';
import { harmlessLine } from '@chorus/telemetry';
import { createLogUpdate } from 'log-update';
import { renderBoard } from './board.ts';
import { Pauses } from './pauses.ts';
import { printLines } from './print-lines.ts';
import type { Reporter } from './reporter.ts';
import { styleFor, type Style } from './style.ts';

const REDRAW_INTERVAL_MS = 250;

/**
 * Keeps a board up to date at the bottom of a terminal, with everything else above it. While the
 * terminal is too small for that, there is a line for everything that happens instead.
 */
export class BoardReporter implements Reporter {
  readonly #terminal: NodeJS.WriteStream;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #style: Style;
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #redrawing: NodeJS.Timeout;
  readonly #pauses = new Pauses();
  #view: RunView | undefined;
  #closed = false;
  /** The coordinator's clock less this machine's. */
  #clockOffsetMs = 0;

  constructor(terminal: NodeJS.WriteStream, environment: NodeJS.ProcessEnv) {
    this.#terminal = terminal;
    this.#environment = environment;
    this.#style = styleFor(terminal, environment);
    this.#draw = createLogUpdate(terminal);
    this.#redrawing = setInterval(() => this.#redraw(), REDRAW_INTERVAL_MS);
    this.#redrawing.unref();
  }

  event(event: RunEvent, view: RunView): void {
    this.#view = view;
    this.#pauses.apply(event);
    // Kept events may be old; what is shown and not kept is from now.
    if (event.sequence === 0) this.#clockOffsetMs = event.timeMs - Date.now();
    const line = this.#size ? describeTrouble(event, view) : describeEvent(event, view);
    if (line?.level === 'warning') this.warn(line.text);
    else if (line) this.note(line.text);
  }

  note(text: string): void {
    this.#print(text);
  }

  warn(text: string): void {
    this.#print(this.#style('yellow', `warning: ${text}`));
  }

  summary(lines: readonly string[]): void {
    for (const line of lines) this.#print(line);
  }

  close(): void {
    if (this.#closed) return;
    clearInterval(this.#redrawing);
    this.#redraw();
    this.#draw.done();
    this.#closed = true;
  }

  get #size() {
    return drawableSize(this.#terminal, this.#environment);
  }

  #print(text: string): void {
    if (this.#closed || !this.#view || !this.#size) {
      printLines([text], this.#terminal);
      return;
    }
    this.#draw.persist(harmlessLine(text));
    this.#redraw();
  }

  #redraw(): void {
    if (!this.#view) return;
    const size = this.#size;
    if (!size) {
      this.#draw.clear();
      return;
    }
    const now = { ...size, nowMs: Date.now() + this.#clockOffsetMs };
    const board = renderBoard(this.#view, now, this.#style, this.#pauses);
    this.#draw(board.map(harmlessLine).join('\n'));
  }
}
