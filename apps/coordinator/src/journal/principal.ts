/** Who caused something. An object, since roles and how somebody proved who they are may join the name. */
export interface Principal {
  readonly name: string;
}

/** The principal of whoever can reach the coordinator, which asks nobody who they are. */
export const ANYBODY: Principal = { name: 'anybody' };
