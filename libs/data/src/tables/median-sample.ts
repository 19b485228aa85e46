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
    // The stride is a power of two.
    if ((this.#seen++ & (this.#stride - 1)) !== 0) return;
    if (this.#count === this.#kept.length) this.#makeRoom();
    // Making room can have doubled the stride.
    if (((this.#seen - 1) & (this.#stride - 1)) !== 0) return;
    this.#kept[this.#count++] = value;
  }

  /** Adds the values at these places, in their order. */
  addAll(values: Float32Array, places: Int32Array): void {
    for (let index = 0; index < places.length;) {
      // Those up to the next one that is kept are only counted.
      const passed = -this.#seen & (this.#stride - 1);
      if (passed >= places.length - index) {
        this.#seen += places.length - index;
        return;
      }
      index += passed;
      this.#seen += passed;
      this.add(values[places[index++]!]!);
    }
  }

  /** As float32; undefined when there are no numbers. Of an even count the mean of the middle two. */
  median(): number | undefined {
    if (this.#count === 0) return undefined;
    const values = this.#kept.slice(0, this.#count);
    const middle = this.#count >> 1;
    const upper = partition(values, middle);
    if (this.#count % 2 === 1) return upper;
    return Math.fround((largest(values.subarray(0, middle)) + upper) / 2);
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

/**
 * Moves values so that none before a place is greater than the one there, and none behind it less: Hoare's selection, which takes
 * a fraction of the time of sorting.
 *
 * @returns the value at the place
 */
function partition(values: Float32Array, place: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = values[(low + high) >> 1]!;
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left++;
      while (values[right]! > pivot) right--;
      if (left > right) break;
      [values[left], values[right]] = [values[right]!, values[left]!];
      left++;
      right--;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place]!;
}

function largest(values: Float32Array): number {
  let largest = -Infinity;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
