/** What a figure should be. */
export interface Target {
  readonly bound: 'at most' | 'at least';
  readonly value: number;
}

export function atMost(value: number): Target {
  return { bound: 'at most', value };
}

export function atLeast(value: number): Target {
  return { bound: 'at least', value };
}

export function isReached({ bound, value }: Target, figure: number): boolean {
  return bound === 'at most' ? figure <= value : figure >= value;
}

/** A target as it is shown: `≤ 0.65`. */
export function describeTarget({ bound, value }: Target): string {
  return `${bound === 'at most' ? '≤' : '≥'} ${value}`;
}
