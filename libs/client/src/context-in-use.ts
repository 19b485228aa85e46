import { ChorusError } from '@chorus/proto';
import { currentContext, membership, type Membership } from '@chorus/trust';
import { homeOfUser } from './home-of-user.ts';

/** Names the context of a command: `--context` sets it; default: the one that was last taken into use. */
export const CONTEXT_VARIABLE = 'CHORUS_CONTEXT';

/**
 * As whom, and at which coordinator, this user asks when no address is given; undefined: no context is in use.
 *
 * @throws ChorusError `not-found` for a name that none has, `refused` for a key that others can read
 */
export function contextInUse(): Membership | undefined {
  return chosenContext() ?? lastUsedContext();
}

/** The context that this command was told to take; undefined: none. @throws as {@link contextInUse} does */
export function chosenContext(): Membership | undefined {
  const name = process.env[CONTEXT_VARIABLE];
  if (!name) return undefined;
  const home = homeOfUser();
  const found = home === undefined ? undefined : membership(home, 'users', name);
  if (found) return found;
  const remedy = "'chorus context list' lists them, and 'chorus login TOKEN' makes one";
  throw new ChorusError('not-found', `there is no context ${name}: ${remedy}`);
}

function lastUsedContext(): Membership | undefined {
  const home = homeOfUser();
  const name = home && currentContext(home);
  return name ? membership(home, 'users', name) : undefined;
}
