import { ChorusError } from '@chorus/proto';
import { unpackRun } from '@chorus/run-files';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { verifyRun, type Verification, type VerifyOptions } from './verify-run.ts';

/**
 * Verifies a run that `chorus pack` has packed. It is unpacked into a temporary folder, which is removed again.
 *
 * @throws as {@link verifyRun} does; Error of the file system when there is no room
 */
export function verifyPackedRun(path: string, options: VerifyOptions = {}): Verification {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-verify-'));
  try {
    return verifyRun(unpackRun(path, folder), options);
  } catch (error) {
    if (!(error instanceof ChorusError) || error.code === 'refused') throw error;
    // Whatever makes it no run any more is something that was altered in it.
    const finding = { what: 'packed run', found: 'altered', text: error.message } as const;
    return { runId: basename(path), whole: false, findings: [finding] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
