import { COMMANDS } from '@chorus/command-line/commands';
import { hostOf, isLoopback } from '@chorus/proto';
import { dialable, pageUrl } from './dialable.ts';

/** A coordinator that serves. */
export interface Served {
  /** HOST:PORT where it listens. */
  readonly address: string;
  readonly metricsAddress: string | undefined;
  readonly httpAddress: string | undefined;
  readonly state: string;
  readonly runsDir: string;
  /** By what it knows those who reach it, when it does. */
  readonly known: KnownCallers | undefined;
}

/** What somebody must know who is to join. */
export interface KnownCallers {
  /** HOST:PORT by which others dial it. */
  readonly address: string;
  /** Who started it, and is known as an operator on this machine; undefined: nobody is. */
  readonly operator: string | undefined;
  /** The fingerprint of the authority, where tokens let in; undefined: certificates from elsewhere do alone. */
  readonly authority: string | undefined;
  /** Whether accounts let in, too. */
  readonly byAccounts: boolean;
}

/** What `chorus serve` says when it serves: where, and what comes next. */
export function serveGreeting(served: Served): string {
  const { address, metricsAddress, httpAddress, runsDir, known } = served;
  const lines = [
    `Chorus listens on ${address}; runs are kept in ${runsDir}`,
    ...(known ? linesForKnown(known, served.state) : linesForAnybody(dialable(address))),
    ...(metricsAddress ? [`  metrics:       ${metricsUrl(metricsAddress, known)}`] : []),
    ...(httpAddress
      ? [`  in a browser:  ${pageUrl(httpAddress, { secure: known !== undefined })}`]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function linesForAnybody(address: string): string[] {
  return [
    `  add a worker:  ${COMMANDS.worker} serve --coordinator ${address}`,
    `  train:         ${COMMANDS.chorus} train --coordinator ${address}`,
  ];
}

function linesForKnown(known: KnownCallers, state: string): string[] {
  const { address, operator, authority, byAccounts } = known;
  const train = `  train:         ${COMMANDS.chorus} train --coordinator ${address}`;
  if (authority === undefined) {
    const files = '--tls-cert FILE --tls-key FILE --tls-ca FILE';
    return [
      `  add a worker:  ${COMMANDS.worker} serve --coordinator ${address} ${files}`,
      `  log in:        ${COMMANDS.chorus} login ${address} ${files}`,
      train,
    ];
  }
  const where = state === 'state' ? '' : ` --state ${state}`;
  return [
    `  it speaks TLS, and knows those whom a token ${byAccounts ? 'or an account ' : ''}has let in:`,
    `  make a token:  ${COMMANDS.chorus} token create${where} (--role operator for people; --uses N for many machines)`,
    `  add a worker:  ${COMMANDS.worker} serve --join TOKEN`,
    `  log in:        ${COMMANDS.chorus} login TOKEN`,
    ...(byAccounts
      ? [`  by an account: ${COMMANDS.chorus} login ${address} --oidc --authority ${authority}`]
      : [`  its authority: ${authority} (SHA-256)`]),
    operator === undefined ? train : `${train}  (on this machine, as ${operator})`,
  ];
}

/** Where Prometheus finds them: it shows a certificate when others reach them. */
function metricsUrl(address: string, known: KnownCallers | undefined): string {
  const scheme = known && !isLoopback(hostOf(address)) ? 'https' : 'http';
  return `${scheme}://${dialable(address)}/metrics`;
}
