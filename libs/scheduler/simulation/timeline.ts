interface Planned {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

/** Virtual time: what is planned happens in order of its time, of equals the earlier planned first. */
export class Timeline {
  nowMs = 0;
  /** A binary heap: no entry comes before its parent, which is at half its index. */
  readonly #heap: Planned[] = [];
  #planned = 0;

  at(atMs: number, action: () => void): void {
    const entry = { atMs: Math.max(atMs, this.nowMs), order: this.#planned++, action };
    let index = this.#heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, this.#heap[parent]!)) break;
      this.#heap[index] = this.#heap[parent]!;
      index = parent;
    }
    this.#heap[index] = entry;
  }

  after(delayMs: number, action: () => void): void {
    this.at(this.nowMs + delayMs, action);
  }

  /** Lets time pass until the limit, or until it is enough. @returns whether it was enough */
  run(limitMs: number, isEnough: () => boolean): boolean {
    while (!isEnough()) {
      const next = this.#heap[0];
      if (!next || next.atMs > limitMs) return false;
      this.#removeFirst();
      this.nowMs = next.atMs;
      next.action();
    }
    return true;
  }

  #removeFirst(): void {
    const last = this.#heap.pop()!;
    const size = this.#heap.length;
    if (size === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      if (child + 1 < size && isBefore(this.#heap[child + 1]!, this.#heap[child]!)) child += 1;
      if (!isBefore(this.#heap[child]!, last)) break;
      this.#heap[index] = this.#heap[child]!;
      index = child;
    }
    this.#heap[index] = last;
  }
}

function isBefore(a: Planned, b: Planned): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
