/** When a coordinator shows another certificate. */
export interface RenewalTiming {
  /** How often it is looked whether there is a reason, in milliseconds. Default: a minute. */
  readonly lookEveryMs?: number;
  /** How long a certificate is good that it makes itself, in milliseconds: at two thirds another is made. Default: 30 days. */
  readonly lifetimeMs?: number;
  /** What the clock says, as Unix time in milliseconds. Default: that of the system. */
  readonly clock?: () => number;
}

export const RENEWAL_TIMING: Required<RenewalTiming> = {
  lookEveryMs: 60_000,
  lifetimeMs: 30 * 24 * 60 * 60 * 1000,
  clock: Date.now,
};
