import { ChorusError, joinCoordinator } from '@chorus/proto';
import {
  certificateFiles,
  identityOfCertificate,
  keepMembership,
  membership,
  membershipsAt,
  readGivenCredentials,
  type CertificateFiles,
  type CertificateFlags,
  type Credentials,
  type JoinToken,
  type Membership,
} from '@chorus/trust';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { log } from '../log.ts';
import { holdIdentity } from './identity-lock.ts';

/** What a user says of who a worker is. */
export interface IdentityOptions extends CertificateFlags {
  /** HOST:PORT of the coordinator; undefined: the token says it. */
  readonly coordinator: string | undefined;
  readonly name: string | undefined;
  /** By what it joins, unless it has joined before. */
  readonly token: JoinToken | undefined;
  /** The cache folder, CHORUS_HOME. */
  readonly home: string;
}

/** Who a worker is, and where. */
export interface WorkerIdentity {
  /** HOST:PORT of the coordinator. */
  readonly coordinator: string;
  /** Undefined: it may be called anything. */
  readonly name: string | undefined;
  /** By what it is known now; undefined: it speaks plain text. */
  readonly credentials: (() => Credentials) | undefined;
  /** What renews the credentials; undefined: nobody here does. */
  readonly membership: string | undefined;
}

/**
 * Finds out who a worker is: by certificates from elsewhere, as whom it has joined before, by a token with which it joins now, or nobody, in plain text. No
 * two processes of a machine are one worker.
 *
 * @throws ChorusError `invalid` for flags that do not fit, `refused` for a token that lets nobody in or another coordinator; `unavailable`
 */
export async function settleIdentity(options: IdentityOptions): Promise<WorkerIdentity> {
  const { coordinator, name, token, home } = options;
  const files = certificateFiles(options);
  if (files) return withFiles(files, options);
  const addresses = coordinator === undefined ? (token?.addresses ?? []) : [coordinator];
  const before = joinedBefore(options, addresses);
  if (before) return knownAs(before, home, coordinator);
  if (token) {
    // Who says where the coordinator is, knows better than the token.
    const { identity, ...joined } = await join({ ...token, addresses }, name, home);
    log.info(`${joined.address} knows this machine as worker ${identity.name} from now on`);
    return knownAs({ ...joined, label: identity.name, identity }, home, coordinator);
  }
  if (coordinator === undefined) {
    const remedy = 'give --coordinator HOST:PORT, or a token by --join';
    throw new ChorusError('invalid', `where the coordinator is lacks: ${remedy}`);
  }
  return { coordinator, name, credentials: undefined, membership: undefined };
}

function withFiles(
  files: CertificateFiles,
  { coordinator, name, token }: IdentityOptions,
): WorkerIdentity {
  if (token) {
    throw new ChorusError('invalid', 'a token and --tls-cert exclude each other: give one');
  }
  if (coordinator === undefined) {
    throw new ChorusError('invalid', '--tls-cert needs --coordinator HOST:PORT beside it');
  }
  const first = readGivenCredentials(files);
  const read = lastGood(first, () => readGivenCredentials(files));
  const identity = identityOfCertificate(first.pair.certificate);
  if (identity?.role !== 'worker') {
    const expected = 'its subject must be CN=NAME, O=chorus:worker';
    throw new ChorusError('invalid', `--tls-cert ${files.cert} names no worker: ${expected}`);
  }
  if (name !== undefined && name !== identity.name) throw otherName(name, identity.name);
  return { coordinator, name: identity.name, credentials: read, membership: undefined };
}

function otherName(name: string, own: string): ChorusError {
  return new ChorusError(
    'invalid',
    `--name ${name} is not the certificate's name: leave it out, or say ${own}`,
  );
}

/** As whom this machine has joined, of those whom no other process is. */
function joinedBefore(
  { name, token, home }: IdentityOptions,
  addresses: readonly string[],
): Membership | undefined {
  const known = addresses.flatMap((address) => membershipsAt(home, 'workers', address));
  const fitting = known.filter(({ label }) => name === undefined || label === name);
  for (const one of fitting) if (holdIdentity(home, one.label)) return one;
  if (fitting.length === 0 || token) return undefined;
  const names = fitting.map(({ label }) => label).join(', ');
  throw new ChorusError(
    'refused',
    `this machine is ${names} there, which another process is: give a token by --join for one more`,
  );
}

async function join(token: JoinToken, wanted: string | undefined, home: string) {
  if (token.role !== 'worker') {
    const remedy = "'chorus token create' makes one for workers";
    throw new ChorusError('invalid', `this token is for ${token.role}s: ${remedy}`);
  }
  const name = wanted ?? `${hostname()}-${randomBytes(2).toString('hex')}`;
  if (!holdIdentity(home, name)) {
    throw new ChorusError(
      'refused',
      `another process of this machine is ${name}: choose another --name`,
    );
  }
  log.info(`joins ${token.addresses.join(' or ')}, as ${name}`);
  const { address, identity, credentials } = await joinCoordinator(token, name);
  const addresses = [...new Set([address, ...token.addresses])];
  keepMembership(home, 'workers', { label: identity.name, addresses, credentials });
  return { address, addresses, identity, credentials };
}

function knownAs(
  { label, addresses, identity, credentials }: Membership,
  home: string,
  coordinator: string | undefined,
): WorkerIdentity {
  return {
    coordinator: coordinator ?? addresses[0]!,
    name: identity.name,
    credentials: lastGood(credentials, () => membership(home, 'workers', label)?.credentials),
    membership: label,
  };
}

/** What is read now, or else what was read last: files that are replaced do not fit each other for a moment. */
function lastGood(first: Credentials, read: () => Credentials | undefined): () => Credentials {
  let last = first;
  return () => {
    try {
      last = read() ?? last;
    } catch (error) {
      log.warn(`is known by the former certificate still: ${(error as Error).message}`);
    }
    return last;
  };
}
