import { joinCoordinator } from '@chorus/proto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CoordinatorProcess } from './coordinator-process.ts';
import { workerToken, type SiteTrust } from './site-trust.ts';

/** Has so many machines join at the same moment with one token, from one address. @returns how many seconds it took */
export async function measureJoins(joins: number, trust: SiteTrust): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'chorus-bench-'));
  const state = join(folder, 'state');
  trust.copyTo(state);
  const coordinator = await CoordinatorProcess.start(folder);
  try {
    const token = await workerToken(state, coordinator.address, joins);
    const startMs = performance.now();
    const names = Array.from({ length: joins }, (_, index) => `joining-${index}`);
    await Promise.all(names.map((name) => joinCoordinator(token, name)));
    return (performance.now() - startMs) / 1000;
  } finally {
    await coordinator.stop();
    rmSync(folder, { recursive: true });
  }
}
