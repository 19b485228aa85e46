import { checkAddress } from '@chorus/proto';
import { chorusHome } from '@chorus/tools/machine';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { startCoordinator } from '../server/start-coordinator.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import { checkOutFolder } from './out-folder.ts';

/** Runs a coordinator until Ctrl-C. @returns the exit status */
export async function serve({ listen, state }: { listen: string; state: string }): Promise<number> {
  checkAddress('--listen', listen);
  checkOutFolder('--state', state);
  const interruption = new Interruption();
  const runsDir = join(state, 'runs');
  const coordinator = await startCoordinator({ listen, runsDir, home: chorusHome(process.env) });
  const address = dialable(coordinator.address);
  process.stdout.write(
    `Chorus listens on ${coordinator.address}; runs are kept in ${runsDir}\n` +
      `  add a worker:  npx chorus-worker serve --coordinator ${address}\n` +
      `  train:         npx chorus train --coordinator ${address}\n`,
  );
  await interruption.received();
  process.stdout.write('stopping\n');
  await coordinator.stop();
  return EXIT_STATUS.succeeded;
}

/** An address that means all of this machine's is no use to others: its name is. */
function dialable(address: string): string {
  return address.replace(/^(0\.0\.0\.0|\[::\]):/, `${hostname()}:`);
}
