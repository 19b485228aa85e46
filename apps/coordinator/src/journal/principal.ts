/** Who caused something. An object, since roles and how somebody proved who they are may join the name. */
export interface Principal {
  readonly name: string;
}

/** Whoever can reach the coordinator: it asks nobody who they are. */
export const ANYBODY: Principal = { name: 'anybody' };
