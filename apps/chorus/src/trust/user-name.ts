import { fitIdentityName } from '@chorus/trust';
import { userInfo } from 'node:os';

/** What the user of this machine is called where they join: their name here, with what a certificate can hold; else `user`. */
export function userNameHere(): string {
  let name = '';
  try {
    name = userInfo().username;
  } catch {
    // A container's user may have no name.
  }
  return fitIdentityName(name) ?? 'user';
}
