import { chorusHome } from '@chorus/machine';

/** Where this user's memberships are; undefined: who has no home, as in some containers, has joined nothing. */
export function homeOfUser(): string | undefined {
  try {
    return chorusHome(process.env);
  } catch {
    return undefined;
  }
}
