/**
 * What can do the arithmetic, and what is known of it without loading it: the coordinator and the command,
 * which never load TensorFlow, need the names, too. `libs/model` starts the backends.
 */

/** What one backend has and needs. */
interface BackendTraits {
  /** Whether it computes on a GPU where there is one. */
  readonly usesGpu: boolean;
  /** Whether an addon for this machine has to be set up before it can be loaded. */
  readonly needsSetUp: boolean;
}

/** All backends by name; the one that is tried first comes first. */
export const BACKENDS = {
  tensorflow: { usesGpu: true, needsSetUp: true },
  wasm: { usesGpu: false, needsSetUp: false },
} as const satisfies Readonly<Record<string, BackendTraits>>;

/** The name of one of {@link BACKENDS}. */
export type BackendName = keyof typeof BACKENDS;

/** The names of all {@link BACKENDS}. */
export const BACKEND_NAMES = Object.keys(BACKENDS) as readonly BackendName[];

/** The one that is started when nobody asks for another and its addon is there. */
export const PREFERRED_BACKEND: BackendName = 'tensorflow';
