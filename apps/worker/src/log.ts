import { createLog } from '@chorus/telemetry';

/** What this process tells the person who looks after it; its level and worker are set at start-up. */
export const log = createLog({
  name: 'chorus-worker',
  environment: process.env,
  implied: 'worker',
});
