/** Something that is wrong with a network as somebody wrote it. */
export class NetworkMistake extends Error {
  /** Where it stands, from what was read on: `['layers', 0, 'conv2d', 'filters']`. */
  readonly path: readonly (string | number)[];

  /** @param message one line, without the place, that says what is allowed */
  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.name = 'NetworkMistake';
    this.path = path;
  }
}

/** Does what reads a part, of which mistakes then say where in the whole it stands. */
export function within<Result>(keys: readonly (string | number)[], read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NetworkMistake)) throw error;
    throw new NetworkMistake(error.message, [...keys, ...error.path]);
  }
}
