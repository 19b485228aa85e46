// Plain JavaScript, because the launcher needs it on whatever Node the machine has.

/** An environment variable: the number of the process that the one which finds it must not outlive. */
export const PARENT_PID = 'CHORUS_PARENT_PID';
