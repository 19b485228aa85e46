import { renewCredentials } from '@chorus/proto';
import { isRenewalDue, keepRenewed, membership } from '@chorus/trust';
import { log } from '../log.ts';

/** How often it is looked whether the certificate ends soon. */
const LOOK_INTERVAL_MS = 60 * 60_000;

/** Whose certificate is renewed. */
export interface RenewedIdentity {
  /** HOST:PORT of the coordinator. */
  readonly coordinator: string;
  readonly label: string;
  /** The cache folder, CHORUS_HOME. */
  readonly home: string;
}

/**
 * Renews a worker's certificate before it ends, now and for as long as this process lives: connections take the new one when they are made, and those that
 * are open go on until the former one ends.
 */
export function keepRenewing(identity: RenewedIdentity, everyMs = LOOK_INTERVAL_MS): void {
  let isLooking = false;
  // A coordinator that is busy may take longer than until the next look.
  const look = () => {
    if (isLooking) return;
    isLooking = true;
    void renewIfDue(identity).finally(() => (isLooking = false));
  };
  look();
  setInterval(look, everyMs).unref();
}

async function renewIfDue({ coordinator, label, home }: RenewedIdentity): Promise<void> {
  try {
    const known = membership(home, 'workers', label);
    if (!known || !isRenewalDue(known.credentials.pair.certificate, Date.now())) return;
    keepRenewed(home, 'workers', label, await renewCredentials(coordinator, known.credentials));
    log.info('its certificate was renewed');
  } catch (error) {
    log.warn(
      `its certificate could not be renewed, which is tried again: ${(error as Error).message}`,
    );
  }
}
