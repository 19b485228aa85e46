import path from 'node:path';

/** The checkout that this file belongs to. */
export const WORKSPACE = path.resolve(import.meta.dirname, '../../../..');

/** What users start, by its name. */
export const PROGRAMS = {
  chorus: 'apps/chorus/bin/chorus.js',
  'chorus-worker': 'apps/worker/bin/chorus-worker.js',
} as const;
