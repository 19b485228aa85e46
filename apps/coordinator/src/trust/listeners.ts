/** Those who are told of something when it happens. */
export class Listeners<Value> {
  readonly #told = new Set<(value: Value) => void>();

  /** @returns what ends it */
  add(told: (value: Value) => void): { close(): void } {
    this.#told.add(told);
    return { close: () => void this.#told.delete(told) };
  }

  tell(value: Value): void {
    for (const told of this.#told) told(value);
  }
}
