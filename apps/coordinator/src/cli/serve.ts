import { checkAddress, ChorusError } from '@chorus/proto';
import { chorusHome } from '@chorus/tools/machine';
import { join } from 'node:path';
import { startCoordinator } from '../server/start-coordinator.ts';
import { checkHttp, preparePage } from './build-page.ts';
import { dialable, pageUrl } from './dialable.ts';
import { EXIT_STATUS } from './exit-status.ts';
import { Interruption } from './interruption.ts';
import { checkOutFolder } from './out-folder.ts';

/** What `chorus serve` was told. */
export interface ServeFlags {
  /** HOST:PORT */
  readonly listen: string;
  readonly state: string;
  /** Seconds, as text. */
  readonly lostAfter: string;
  /** HOST:PORT of the live page; true: the default one; undefined: none. */
  readonly http?: string | true | undefined;
}

/** Runs a coordinator until Ctrl-C. @returns the exit status */
export async function serve({ listen, state, lostAfter, http }: ServeFlags): Promise<number> {
  checkAddress('--listen', listen);
  const page = checkHttp(http);
  const lostAfterMs = parseSeconds(lostAfter) * 1000;
  checkOutFolder('--state', state);
  const interruption = new Interruption();
  const runsDir = join(state, 'runs');
  const home = chorusHome(process.env);
  const warn = (message: string) => process.stderr.write(`chorus: ${message}\n`);
  const note = (message: string) => process.stdout.write(`${message}\n`);
  const options = {
    ...{ listen, runsDir, state, lostAfterMs, home, warn },
    http: await preparePage(page, note),
  };
  const coordinator = await startCoordinator(options);
  const address = dialable(coordinator.address);
  process.stdout.write(
    `Chorus listens on ${coordinator.address}; runs are kept in ${runsDir}\n` +
      `  add a worker:  npx chorus-worker serve --coordinator ${address}\n` +
      `  train:         npx chorus train --coordinator ${address}\n` +
      (coordinator.httpAddress ? `  in a browser:  ${pageUrl(coordinator.httpAddress)}\n` : ''),
  );
  const failure = await Promise.race([interruption.received(), coordinator.failed]);
  if (failure) {
    await coordinator.stop();
    process.stderr.write(
      `chorus: ${failure.message}; started again, it goes on with its runs: nothing is lost\n`,
    );
    return EXIT_STATUS.failed;
  }
  process.stdout.write('stopping; runs that have not ended go on when it is started again\n');
  await coordinator.stop();
  return EXIT_STATUS.succeeded;
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new ChorusError('invalid', `--lost-after must be from 1 to 86400 seconds, not '${text}'`);
}
