/** An attempt that has not ended. */
export interface Occupant {
  /** Counts from 0. */
  readonly slot: number;
  /** Its trainer is being killed: its slot is free soon. */
  readonly stopped: boolean;
}

/**
 * The slot for the next attempt: the one with the fewest attempts that go on, of equals the one with
 * the fewest that are being killed.
 *
 * @param slots how many there are, 1 or more
 */
export function chooseSlot(slots: number, occupants: Iterable<Occupant>): number {
  const loads = Array.from({ length: slots }, (_, slot) => ({ slot, going: 0, all: 0 }));
  for (const { slot, stopped } of occupants) {
    loads[slot]!.all += 1;
    if (!stopped) loads[slot]!.going += 1;
  }
  loads.sort((one, other) => one.going - other.going || one.all - other.all);
  return loads[0]!.slot;
}
