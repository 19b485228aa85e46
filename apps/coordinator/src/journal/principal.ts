/** Who caused something. */
export interface Principal {
  readonly name: string;
  /** What their certificate says that they are: a worker, an operator, a viewer; absent of those who showed none. */
  readonly role?: string;
}

/** The principal of whoever can reach a coordinator that asks nobody who they are. */
export const ANYBODY: Principal = { name: 'anybody' };
