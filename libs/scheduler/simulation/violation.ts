/** Something that must never happen has happened. */
export class Violation extends Error {
  /** The id of docs/architecture.md, or what else was hoped for. */
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.name = 'Violation';
    this.invariant = invariant;
  }
}

/** @throws Violation unless the condition holds */
export function must(
  condition: boolean,
  invariant: string,
  message: () => string,
): asserts condition {
  if (!condition) throw new Violation(invariant, message());
}
