/** The commands by which a user becomes known to coordinators: `login`, `logout`, `context list`, `context use`. */
import { chorusHome } from '@chorus/machine';
import { checkAddress, ChorusError, hostOf, joinCoordinator } from '@chorus/proto';
import {
  certificateFiles,
  currentContext,
  forgetMembership,
  identityOfCertificate,
  fitIdentityName,
  keepMembership,
  membership,
  memberships,
  parseToken,
  readGivenCredentials,
  setCurrentContext,
  validityOf,
  type CertificateFiles,
  type CertificateFlags,
  type Membership,
} from '@chorus/trust';
import { readFileSync } from 'node:fs';
import { EXIT_STATUS } from '../exit-status.ts';
import { printJson, printLines } from '../terminal/print-lines.ts';
import { renderTable } from '../terminal/table.ts';
import { userNameHere } from '../trust/user-name.ts';

/** What `chorus login` was told. */
export interface LoginFlags extends CertificateFlags {
  /** Whether an account lets in. */
  readonly oidc?: boolean;
  /** The fingerprint of who vouches for the coordinator. */
  readonly authority?: string;
  /** How they are to be called. */
  readonly name?: string;
  /** What the context is to be called. */
  readonly context?: string;
}

/**
 * Makes this user known to a coordinator.
 *
 * @param word a token, or `-`: it is read from standard input; HOST:PORT beside certificates from elsewhere; undefined: a token from the environment
 * @returns the exit status
 */
export async function login(word: string | undefined, flags: LoginFlags): Promise<number> {
  const home = chorusHome(process.env);
  const member = await memberBy(word, flags, home);
  const label = flags.context ?? labelFor(member.addresses[0]!, home);
  keepMembership(home, 'users', { ...member, label });
  setCurrentContext(home, label);
  const { role, name } = member.identity;
  // Where no token was used up nobody has been asked yet.
  const verb = flags.tlsCert === undefined ? 'knows this user' : 'is shown this user';
  printLines([`${member.addresses[0]} ${verb} as ${role} ${name}; the context ${label} is in use`]);
  return EXIT_STATUS.succeeded;
}

type Member = Omit<Membership, 'label'>;

async function memberBy(
  word: string | undefined,
  flags: LoginFlags,
  home: string,
): Promise<Member> {
  const files = certificateFiles(flags);
  if (flags.oidc) {
    const other = files ? '--tls-cert' : flags.name !== undefined && '--name';
    if (other) throw new ChorusError('invalid', `--oidc says who you are: leave out ${other}`);
    const { logInByAccount } = await import('../trust/log-in-by-account.ts');
    return logInByAccount(requireAddress(word, '--oidc'), flags.authority, home);
  }
  if (flags.authority !== undefined) {
    throw new ChorusError('invalid', '--authority is for --oidc: a token has its own');
  }
  return files ? withFiles(word, files) : withToken(word, flags.name);
}

async function withToken(word: string | undefined, name = userNameHere()): Promise<Member> {
  const token = parseToken(textOf(word));
  if (token.role === 'worker') {
    const remedy = "'chorus token create --role operator' makes one for people";
    throw new ChorusError('invalid', `this token is for workers: ${remedy}`);
  }
  const { address, identity, credentials } = await joinCoordinator(token, name);
  const others = token.addresses.filter((each) => each !== address);
  return { addresses: [address, ...others], identity, credentials };
}

/** @param flag beside which an address stands in a token's place */
function requireAddress(word: string | undefined, flag: string): string {
  if (word !== undefined) return checkAddress('HOST:PORT', word);
  const problem = 'HOST:PORT of the coordinator lacks';
  throw new ChorusError('invalid', `${problem}: chorus login HOST:PORT ${flag} …`);
}

function withFiles(word: string | undefined, files: CertificateFiles): Member {
  const address = requireAddress(word, '--tls-cert');
  const credentials = readGivenCredentials(files);
  const identity = identityOfCertificate(credentials.pair.certificate);
  if (identity && identity.role !== 'worker') {
    return { addresses: [address], identity, credentials };
  }
  const expected = 'CN=NAME, O=chorus:operator or O=chorus:viewer';
  throw new ChorusError(
    'invalid',
    `--tls-cert ${files.cert} names no user: its subject must be ${expected}`,
  );
}

/** A token that is an argument is seen by everybody who lists processes. */
function textOf(word: string | undefined): string {
  if (word === '-') return readFileSync(process.stdin.fd, 'utf8');
  const text = word ?? process.env['CHORUS_JOIN_TOKEN'];
  if (text) return text;
  throw new ChorusError(
    'invalid',
    "TOKEN lacks: give it, '-' to have it read from standard input, or CHORUS_JOIN_TOKEN",
  );
}

/** The host's name, with a number behind it when another coordinator has it. */
function labelFor(address: string, home: string): string {
  const base = fitIdentityName(hostOf(address)) ?? 'coordinator';
  for (let count = 1; ; count++) {
    const label = count === 1 ? base : `${base.slice(0, 60)}-${count}`;
    const taken = membership(home, 'users', label);
    if (!taken || taken.addresses.includes(address)) return label;
  }
}

/** Forgets a context, and the key by which it was known. @returns the exit status */
export async function logout(label: string): Promise<number> {
  const home = chorusHome(process.env);
  requireContext(home, label);
  forgetMembership(home, 'users', label);
  if (currentContext(home) === label) setCurrentContext(home, undefined);
  printLines([`the context ${label} is forgotten, and its key is deleted`]);
  return EXIT_STATUS.succeeded;
}

const COLUMNS = [
  { title: '' },
  { title: 'context' },
  { title: 'coordinator' },
  { title: 'known as' },
  { title: 'certificate until' },
] as const;

/** Lists the contexts. @returns the exit status */
export async function listContexts({ json }: { readonly json?: boolean }): Promise<number> {
  const home = chorusHome(process.env);
  const current = currentContext(home);
  const contexts = memberships(home, 'users').map(
    ({ label, addresses, identity, credentials, byAccount = false }) => ({
      ...{ label, addresses, ...identity, inUse: label === current, byAccount },
      untilMs: validityOf(credentials.pair.certificate).toMs,
    }),
  );
  if (json) printJson(contexts);
  else if (contexts.length === 0) printLines(["no contexts yet: 'chorus login TOKEN' makes one"]);
  else {
    const rows = contexts.map(({ label, addresses, role, name, inUse, untilMs, byAccount }) => [
      ...[inUse ? '*' : '', label, addresses[0]!, `${role} ${name}`],
      untilText(untilMs, byAccount),
    ]);
    printLines(renderTable(COLUMNS, rows));
  }
  return EXIT_STATUS.succeeded;
}

/** A day, or the minute too of what lasts for some hours. */
function untilText(untilMs: number, inHours: boolean): string {
  const [day = '', time = ''] = new Date(untilMs).toISOString().split('T');
  return inHours ? `${day} ${time.slice(0, 5)} UTC` : day;
}

/** Takes another context into use. @returns the exit status */
export async function useContext(label: string): Promise<number> {
  const home = chorusHome(process.env);
  const { addresses, identity } = requireContext(home, label);
  setCurrentContext(home, label);
  printLines([`commands ask ${addresses[0]} as ${identity.role} ${identity.name}`]);
  return EXIT_STATUS.succeeded;
}

/** Takes none into use. @returns the exit status */
export async function unsetContext(): Promise<number> {
  setCurrentContext(chorusHome(process.env), undefined);
  printLines(['no context is in use']);
  return EXIT_STATUS.succeeded;
}

function requireContext(home: string, label: string): Membership {
  const found = membership(home, 'users', label);
  if (found) return found;
  throw new ChorusError(
    'not-found',
    `there is no context ${label}: 'chorus context list' lists them`,
  );
}
