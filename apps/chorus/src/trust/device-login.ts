import { ChorusError, type LoginDescription } from '@chorus/proto';
import { parseIssuer } from '@chorus/trust';
import { discoverIssuer, reasonOf } from '@chorus/trust/issuer';
import {
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  ResponseBodyError,
} from 'openid-client';

/** What somebody is to do in a browser, on whatever machine. */
export interface DevicePrompt {
  /** Where; with the code in it, if the issuer has such an address. */
  readonly address: string;
  /** What the page there must show, or asks for. */
  readonly code: string;
  /** Until when, in Unix milliseconds. */
  readonly untilMs: number;
}

/**
 * Has somebody log in at their issuer, in a browser on whatever machine (RFC 8628).
 *
 * @param prompt told what they are to do there
 * @returns the ID token that the issuer then gives
 * @throws ChorusError `refused` when they do not, or too late, or the issuer does not let this client ask; `unavailable`
 */
export async function logInByDevice(
  { issuer, clientId, scopes }: LoginDescription,
  prompt: (prompt: DevicePrompt) => void,
): Promise<string> {
  const url = parseIssuer("the coordinator's issuer", issuer);
  let untilMs = Infinity;
  try {
    const configuration = await discoverIssuer(url, clientId);
    if (!configuration.serverMetadata().device_authorization_endpoint) throw noDeviceFlow(issuer);
    const scope = scopes.join(' ');
    const device = await initiateDeviceAuthorization(configuration, { scope });
    untilMs = Date.now() + device.expires_in * 1000;
    const { verification_uri: plain, verification_uri_complete: address = plain } = device;
    prompt({ address, code: device.user_code, untilMs });
    const { id_token: idToken } = await pollDeviceAuthorizationGrant(configuration, device);
    if (idToken !== undefined) return idToken;
  } catch (error) {
    throw explain(error, { issuer, clientId, isLate: Date.now() >= untilMs });
  }
  throw new ChorusError('unavailable', `${issuer} gave no ID token: is it one of OpenID Connect?`);
}

function noDeviceFlow(issuer: string): ChorusError {
  const problem = `${issuer} has no login by a device's code (RFC 8628)`;
  return new ChorusError('refused', `${problem}: join with a token ('chorus login TOKEN')`);
}

function explain(
  error: unknown,
  { issuer, clientId, isLate }: { issuer: string; clientId: string; isLate: boolean },
): ChorusError {
  if (error instanceof ChorusError) return error;
  const code = error instanceof ResponseBodyError ? error.error : undefined;
  const refused = (message: string) => new ChorusError('refused', message, { cause: error });
  if (code === 'access_denied') return refused(`the login was refused at ${issuer}`);
  if (code === 'expired_token' || isLate) {
    return refused('nobody has confirmed the code in time: log in again');
  }
  if (code !== undefined) {
    const remedy = 'it must be registered there as a public client that may use device codes';
    return refused(`${issuer} refuses the client ${clientId} (${code}): ${remedy}`);
  }
  const why = reasonOf(error);
  return new ChorusError('unavailable', `${issuer} cannot be asked: ${why}`, { cause: error });
}
