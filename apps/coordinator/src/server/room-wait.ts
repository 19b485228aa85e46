/** How long has been waited for room on disk, for each thing that found none. */
export class RoomWait {
  readonly #longestMs: number;
  readonly #sinceMs = new Map<string, number>();

  /** @param longestMs after so many milliseconds it is given up; 0: at once */
  constructor(longestMs: number) {
    this.#longestMs = longestMs;
  }

  /** Notes that there was no room for it. @returns whether that is new, and whether to go on waiting */
  lacks(what: string): 'new' | 'known' | 'too long' {
    const nowMs = performance.now();
    const sinceMs = this.#sinceMs.get(what);
    this.#sinceMs.set(what, sinceMs ?? nowMs);
    if (nowMs - (sinceMs ?? nowMs) >= this.#longestMs) return 'too long';
    return sinceMs === undefined ? 'new' : 'known';
  }

  /** @returns whether there was none for it before */
  found(what: string): boolean {
    return this.#sinceMs.delete(what);
  }
}
