/** A coordinator for {@link MeasuredProcess}: in plain text, or by the authority in a folder. */
import { ownTrust, startCoordinator } from '@chorus/coordinator';
import { TrustStore } from '@chorus/trust/authority';
import { tellMemory } from './measured-process.ts';

/** What it is told. */
export interface MeasuredCoordinatorOptions {
  readonly home: string;
  readonly runsDir: string;
  readonly state: string;
  readonly pageDir: string;
  /** The folder of its trust; undefined: whoever reaches it may do everything. */
  readonly trust?: string;
}

/** Where it is reached. */
export interface MeasuredCoordinatorFacts {
  readonly address: string;
  readonly httpAddress: string;
}

const { trust, pageDir, ...options } = JSON.parse(process.argv[2]!) as MeasuredCoordinatorOptions;
const store = trust === undefined ? undefined : await TrustStore.open(trust);
const { address, httpAddress, failed } = await startCoordinator({
  ...options,
  listen: '127.0.0.1:0',
  http: { listen: '127.0.0.1:0', pageDir },
  ...(store && {
    trust: await ownTrust(
      store,
      () => ['127.0.0.1'],
      () => {},
    ),
  }),
});
void failed.then((error) => {
  throw error;
});
tellMemory({ address, httpAddress });
