// Plain JavaScript, because the launcher needs it on whatever Node the machine has.

/**
 * Whether this Chorus is a checkout. Else it was shipped, as an npm package, a bundle or an image, and
 * lies below a `node_modules`, where Node runs no TypeScript.
 */
const IS_CHECKOUT = !import.meta.url.includes('/node_modules/');

/** Chorus' programs, as whoever uses this Chorus calls them: for messages that say what to do. */
export const COMMANDS = IS_CHECKOUT
  ? { chorus: 'npx chorus', worker: 'npx chorus-worker' }
  : { chorus: 'chorus', worker: 'chorus-worker' };

/** What sets up TensorFlow at once, also when that has just failed. */
export const SET_UP_COMMAND = `${COMMANDS.chorus} setup-tensorflow`;

/** What brings the Node that Chorus needs, where the machine's own is too old. */
export const NODE_REMEDY = IS_CHECKOUT
  ? "run 'npm ci' in the project"
  : "install Chorus' package again where npm reaches its registry, with optional dependencies";
