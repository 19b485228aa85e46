import { ask, contextInUse, coordinatorAnswers } from '@chorus/client';
import { Interruption } from '@chorus/command-line';
import {
  chorusHome,
  examineHome,
  examineOpenFiles,
  examineTemporaryFolder,
  requireEnvironment,
  type Finding,
} from '@chorus/machine';
import { checkAddress, DEFAULT_ADDRESS, requireLoopback } from '@chorus/proto';
import type { PlacedDocument } from '@chorus/run-config';
import { checkHttp } from '../build-page.ts';
import { createReporter } from '../terminal/create-reporter.ts';
import type { Reporter } from '../terminal/reporter.ts';
import { checkOutFolder } from './out-folder.ts';
import { trainElsewhere } from './train-elsewhere.ts';
import { trainHere } from './train-here.ts';
import type { ReadyRun } from './training-job.ts';

/** Where a run is trained, and how it is shown. */
export interface PlaceFlags {
  /** HOST:PORT */
  readonly coordinator?: string | undefined;
  readonly out: string;
  readonly json?: boolean;
  readonly allowCpu?: boolean;
  /** HOST:PORT of the live page; true: the default one; undefined: none. */
  readonly http?: string | true | undefined;
  readonly insecure?: boolean;
}

/** What obtains a run's data and networks may use. */
export interface Surroundings {
  /** HOST:PORT of the coordinator that gets the run; undefined: it is trained here. */
  readonly address: string | undefined;
  /** The cache. */
  readonly home: string;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Refuses addresses that are none. @returns HOST:PORT of the live page. @throws ChorusError `invalid` */
export function checkPlace({
  coordinator,
  http,
  insecure = false,
}: PlaceFlags): string | undefined {
  if (coordinator !== undefined) checkAddress('--coordinator', coordinator);
  const page = checkHttp(http);
  const safer = "'chorus serve --http' serves a page with a login";
  if (page !== undefined) requireLoopback('--http', page, insecure, safer);
  return page;
}

/**
 * Trains a run by the coordinator that was named or listens on the default address, else here, and shows it.
 *
 * @param obtain gets what the run is trained with, while those who train it start
 * @returns the exit status
 */
export async function trainAt(
  place: PlaceFlags,
  config: PlacedDocument,
  obtain: (surroundings: Surroundings) => Promise<ReadyRun>,
): Promise<number> {
  const http = checkPlace(place);
  const { out, json = false, allowCpu = false } = place;
  checkOutFolder('--out', out);
  const address = await findCoordinator(place.coordinator);
  const reporter = createReporter(json, process.env);
  const interruption = new Interruption();
  try {
    requireEnvironment(environmentFor(address), (text) => reporter.warn(text));
    const home = chorusHome(process.env);
    const obtained = obtain({ address, home, reporter, signal: interruption.signal });
    obtained.catch(() => {}); // Whoever needs it finds out.
    const job = { config, obtained, home, out, http, allowCpu, reporter, interruption };
    const exitStatus = await (address ? trainElsewhere(address, job) : trainHere(job));
    return interruption.signal.aborted ? interruption.exitStatus : exitStatus;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.exitStatus;
    throw error;
  } finally {
    reporter.close();
  }
}

/** What a run needs here: trained elsewhere, only the room for its dataset. */
function environmentFor(address: string | undefined): Finding[] {
  const home = examineHome(process.env);
  return address ? [home] : [home, examineTemporaryFolder(process.env), examineOpenFiles()];
}

/** @returns undefined when none was named, no context is in use, and none listens on the default address */
async function findCoordinator(named: string | undefined): Promise<string | undefined> {
  const asked = named ?? contextInUse()?.addresses[0];
  if (asked === undefined) {
    return (await coordinatorAnswers(DEFAULT_ADDRESS)) ? DEFAULT_ADDRESS : undefined;
  }
  await ask(asked, 'ListRuns', {});
  return asked;
}
