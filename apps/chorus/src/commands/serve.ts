import { Interruption } from '@chorus/command-line';
import { isNoRoom, startCoordinator, startTracing, logObserver } from '@chorus/coordinator';
import {
  chorusHome,
  examineHome,
  examineOpenFiles,
  examineStateFolder,
  forbidCoreFiles,
  requireEnvironment,
} from '@chorus/machine';
import { checkListenAddress, ChorusError, hostOf, isLoopback } from '@chorus/proto';
import { createLog, type LogLevel } from '@chorus/telemetry';
import { certificateFiles, type CertificateFlags } from '@chorus/trust';
import { join } from 'node:path';
import { checkHttp, preparePage, prepareReports } from '../build-page.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { parseCount } from '../parse-count.ts';
import { parseSize } from '../parse-size.ts';
import { serveGreeting } from '../serve-greeting.ts';
import { checkOutFolder } from '../train/out-folder.ts';
import { parseNames } from '../trust/coordinator-names.ts';
import { accountSettings, type AccountFlags } from '../trust/account-flags.ts';
import { INSECURE_NOTICE, openServeTrust, tellServed } from '../trust/serve-trust.ts';

const MOST_FETCHES = 1000;

/** What `chorus serve` was told. */
export interface ServeFlags extends CertificateFlags, AccountFlags {
  /** HOST:PORT */
  readonly listen: string;
  readonly state: string;
  /** Seconds, as text. */
  readonly lostAfter: string;
  /** How many, as text. */
  readonly fetches: string;
  /** As text: `256GB`. */
  readonly datasetLimit?: string;
  /** As text; undefined: what is usual. */
  readonly keepFree?: string;
  readonly logLevel: LogLevel;
  /** HOST:PORT */
  readonly metrics?: string;
  /** HOST:PORT of the live page; true: the default one; undefined: none. */
  readonly http?: string | true | undefined;
  /** Other names and addresses by which it is reached, separated by commas. */
  readonly tlsNames?: string;
  readonly insecure?: boolean;
}

/** Runs a coordinator until Ctrl-C. @returns the exit status */
export async function serve(flags: ServeFlags): Promise<number> {
  const { listen, state, lostAfter, fetches, logLevel, metrics } = flags;
  checkListenAddress('--listen', listen);
  if (metrics !== undefined) checkListenAddress('--metrics', metrics);
  const page = checkHttp(flags.http);
  const given = certificateFiles(flags);
  const names = parseNames('--tls-names', flags.tlsNames);
  const accounts = accountSettings(flags);
  const lostAfterMs = parseSeconds(lostAfter) * 1000;
  const fetchesAtOnce = parseCount('--fetches', fetches, MOST_FETCHES);
  const limits = parseLimits(flags);
  checkOutFolder('--state', state);
  const runsDir = join(state, 'runs');
  const log = createLog({ name: 'chorus', environment: process.env });
  log.level = logLevel;
  const warn = (message: string) => log.warn(message);
  const environment = [examineHome(process.env), examineOpenFiles(), examineStateFolder(state)];
  requireEnvironment(environment, warn);
  const home = chorusHome(process.env);
  const note = (text: string) => process.stdout.write(`${text}\n`);
  const http = await preparePage(page, note);
  const reports = await prepareReports(runsDir, note, warn);
  const tracing = await startTracing(process.env, warn);
  // Until here there is nothing that must be stopped: a signal just ends the process.
  const interruption = new Interruption();
  const serves = [listen, page, metrics].filter((each) => each !== undefined);
  const insecure = flags.insecure ?? false;
  const asked = { state, listen, serves, names, insecure, given, accounts };
  const opened = await openServeTrust(asked, note, warn);
  if (opened) await forbidCoreFiles();
  const isOpen = !opened && !serves.every((each) => isLoopback(hostOf(each)));
  const coordinator = await startCoordinator({
    trust: opened?.trust,
    listen,
    runsDir,
    state,
    lostAfterMs,
    fetchesAtOnce,
    ...limits,
    home,
    warn,
    observers: [logObserver(log), ...reports, ...(tracing ? [tracing.observer] : [])],
    metrics,
    http: http && { ...http, ...(isOpen && { notice: INSECURE_NOTICE }) },
  });
  const known = opened && (await tellServed(opened, coordinator.address, { ...asked, home }, warn));
  const { metricsAddress, httpAddress } = coordinator;
  process.stdout.write(
    serveGreeting({
      address: coordinator.address,
      metricsAddress,
      httpAddress,
      state,
      runsDir,
      known,
    }),
  );
  const failure = await Promise.race([interruption.received(), coordinator.failed]);
  if (failure) {
    await coordinator.stop();
    log.error(`${failure.message}; ${remedyOf(failure)}`);
    await tracing?.stop();
    return EXIT_STATUS.failed;
  }
  process.stdout.write('stopping; runs that have not ended go on when it is started again\n');
  await coordinator.stop();
  await tracing?.stop();
  return EXIT_STATUS.succeeded;
}

/** What was not written was not acknowledged either: for want of room nothing is lost. */
function remedyOf(failure: Error): string {
  return isNoRoom(failure)
    ? 'make room and start it again, it goes on with its runs: nothing is lost'
    : 'started again, it goes on from what its journal holds';
}

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 86_400) return seconds;
  throw new ChorusError('invalid', `--lost-after must be from 1 to 86400 seconds, not '${text}'`);
}

/** What clients and workers may put on the disk. */
function parseLimits({ datasetLimit, keepFree }: ServeFlags) {
  const rules = ', such as 500MB or 64GB';
  const size = (flag: string, text: string) => parseSize(flag, text, { least: 0, rules });
  return {
    ...(datasetLimit !== undefined && { datasetLimitBytes: size('--dataset-limit', datasetLimit) }),
    ...(keepFree !== undefined && { keepFreeBytes: size('--keep-free', keepFree) }),
  };
}
