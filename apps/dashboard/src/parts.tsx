/** Small things that several views show. */
import type { ComponentChildren } from 'preact';
import { memberHue } from './colours.ts';

const TONES: Record<string, string> = {
  running: 'busy',
  training: 'busy',
  predicting: 'busy',
  assigned: 'busy',
  ready: 'good',
  succeeded: 'good',
  done: 'good',
  failed: 'bad',
  lost: 'bad',
  'set-aside': 'bad',
  away: 'warn',
  draining: 'warn',
};

const WORDS: Record<string, string> = { pending: 'waiting', assigned: 'starting' };

interface TitleProps {
  readonly name: string;
  /** Why what is shown may be old. */
  readonly problem?: string | undefined;
  readonly children?: ComponentChildren;
}

/** The heading of a view. */
export function Title({ name, problem, children }: TitleProps) {
  return (
    <div class="title">
      <h1>{name}</h1>
      {children}
      {problem && (
        <p role="status" class="state bad">
          {problem}
        </p>
      )}
    </div>
  );
}

/** A state in a word; its colour only repeats it. */
export function State({ of }: { of: string }) {
  return <span class={`state ${TONES[of] ?? 'idle'}`}>{WORDS[of] ?? of}</span>;
}

/** @param value 0 to 1 */
export function Bar({ value, label, hue }: { value: number; label: string; hue?: number }) {
  const percent = Math.round(value * 100);
  return (
    <span
      class="bar"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      style={hue === undefined ? {} : { '--hue': hue }}
    >
      <span class={hue === undefined ? '' : 'of-member'} style={{ width: `${percent}%` }} />
    </span>
  );
}

/** The member's colour, beside its number. */
export function Swatch({ member }: { member: number }) {
  return (
    <span class="swatch of-member" style={{ '--hue': memberHue(member) }} aria-hidden="true" />
  );
}

interface PanelProps {
  readonly title: string;
  /** What stands beside the title. */
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}

export function Panel({ title, aside, class: name = '', children }: PanelProps) {
  return (
    <section class={`panel ${name}`} aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** A table that scrolls within itself when there is no room; by keyboard, too. */
export function Scroller({
  label,
  children,
  tall = false,
}: {
  label: string;
  children: ComponentChildren;
  /** Whether it is at most as high as a part of the window, and scrolls. */
  tall?: boolean;
}) {
  return (
    <div class={`scroller ${tall ? 'tall' : ''}`} role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}

/** A time of day for what happened, `14:03:59`. */
export function formatTime(timeMs: number): string {
  return new Date(timeMs).toLocaleTimeString('en-GB');
}

/** `2 h ago`, for lists. */
export function formatAgo(timeMs: number): string {
  const minutes = Math.max(0, Math.round((Date.now() - timeMs) / 60_000));
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}

/** One entry of a `<dl>`. */
export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
