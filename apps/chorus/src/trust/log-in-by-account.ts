import { ChorusError, describeLogin, joinWithIdToken, splitAddress } from '@chorus/proto';
import { fetchAuthority, fingerprintOf, membershipsAt, type Membership } from '@chorus/trust';
import { printLines } from '../terminal/print-lines.ts';
import { logInByDevice, type DevicePrompt } from './device-login.ts';

/**
 * Makes this user known to a coordinator by the account that their issuer has for them.
 *
 * @param address HOST:PORT
 * @param shown the fingerprint of who vouches for the coordinator; undefined: that of an earlier login there
 * @param home the cache folder, CHORUS_HOME
 * @throws ChorusError `invalid` for what is no fingerprint, `refused` for another coordinator or who may not log in, `unavailable`
 */
export async function logInByAccount(
  address: string,
  shown: string | undefined,
  home: string,
): Promise<Omit<Membership, 'label'>> {
  const fingerprint =
    shown === undefined ? knownFingerprint(address, home) : parseFingerprint(shown);
  const { host, port } = splitAddress(address);
  const expected = shown === undefined ? 'the coordinator of before' : 'that of --authority';
  const authority = await fetchAuthority(host, port, fingerprint, expected);
  const idToken = await logInByDevice(await describeLogin(address, authority), tell);
  const joined = await joinWithIdToken(address, authority, idToken);
  return { ...joined, addresses: [address], byAccount: true };
}

function tell({ address, code, untilMs }: DevicePrompt): void {
  const minutes = Math.round((untilMs - Date.now()) / 60_000);
  printLines([
    `Open ${address} in a browser, on whatever machine, and log in there.`,
    `The page must show this code, or asks for it: ${code}`,
    `waiting for that${minutes > 0 ? `, for ${minutes} minutes` : ''} …`,
  ]);
}

/** @returns as {@link fingerprintOf} gives it. @throws ChorusError `invalid` */
function parseFingerprint(text: string): string {
  const digits = text.replace(/^sha-?256:/i, '').replaceAll(':', '');
  if (/^[0-9a-f]{64}$/i.test(digits)) return digits.toLowerCase();
  const problem = `--authority must be the SHA-256 of the coordinator's authority in hexadecimal, not '${text}'`;
  throw new ChorusError('invalid', `${problem}: ${WHERE}`);
}

/** Who was joined before under this address vouches for itself. */
function knownFingerprint(address: string, home: string): string {
  const known = membershipsAt(home, 'users', address).at(0);
  if (known) return fingerprintOf(known.credentials.authority);
  const problem = `nothing tells that ${address} is the coordinator that you mean`;
  throw new ChorusError('invalid', `${problem}: give --authority FINGERPRINT; ${WHERE}`);
}

const WHERE = "'chorus serve' and 'chorus ca init' print it on the coordinator's machine";
