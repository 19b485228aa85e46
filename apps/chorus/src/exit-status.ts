import { DEFECT_STATUS } from '@chorus/telemetry/defect-report';

/** What the commands exit with; `docs` and scripts rely on it. */
export const EXIT_STATUS = {
  succeeded: 0,
  /** The run failed, or could not be followed to its end. */
  failed: 1,
  /** What was asked cannot be: a flag, a file, an address. Nothing was started. */
  usage: 2,
  /** An error that nobody has foreseen; what a bug report needs is on standard error. */
  defect: DEFECT_STATUS,
  /** Nobody reads the output any more, as after `| head`. */
  outputClosed: 141,
} as const;
