import { askTrustService, LONGEST_WAIT_MS, type AskTrustService } from './ask-trust-service.ts';

/** By whom people are known who log in by their accounts. */
export interface LoginDescription {
  /** The issuer's address. */
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/**
 * How people log in by their accounts at a coordinator.
 *
 * @param authority who vouches for it, as PEM
 * @throws ChorusError `refused` where accounts let nobody in; `unavailable`
 */
export async function describeLogin(address: string, authority: string): Promise<LoginDescription> {
  const ask: AskTrustService<LoginDescription> = (client, deadline, answer) =>
    client.describeLogin({}, { deadline }, (error, described) => answer(error, described));
  return askTrustService(address, { authority }, 'DescribeLogin', ask, LONGEST_WAIT_MS);
}
