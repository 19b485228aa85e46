/** Numbers of one column that are kept: 1 MiB. */
const KEPT = 2 ** 18;

/**
 * The median of numbers that come one after the other, in bounded memory: exact up to 262,144 numbers; of more, that of every
 * second one, or every fourth, and so on, which is the same on every machine.
 */
export class MedianSample {
  #kept = new Float32Array(1024);
  #count = 0;
  #seen = 0;
  #stride = 1;

  /** One of so many numbers is kept: 1 while the median is exact. */
  get stride(): number {
    return this.#stride;
  }

  add(value: number): void {
    if (this.#seen++ % this.#stride !== 0) return;
    if (this.#count === this.#kept.length) this.#makeRoom();
    // Making room can have doubled the stride.
    if ((this.#seen - 1) % this.#stride !== 0) return;
    this.#kept[this.#count++] = value;
  }

  /** As float32; undefined when there are no numbers. Of an even count the mean of the middle two. */
  median(): number | undefined {
    if (this.#count === 0) return undefined;
    const sorted = this.#kept.slice(0, this.#count).sort();
    const middle = this.#count >> 1;
    const upper = sorted[middle]!;
    return this.#count % 2 === 1 ? upper : Math.fround((sorted[middle - 1]! + upper) / 2);
  }

  #makeRoom(): void {
    if (this.#count < KEPT) {
      const larger = new Float32Array(this.#kept.length * 2);
      larger.set(this.#kept);
      this.#kept = larger;
      return;
    }
    this.#count = KEPT / 2;
    for (let index = 0; index < this.#count; index++) this.#kept[index] = this.#kept[index * 2]!;
    this.#stride *= 2;
  }
}
