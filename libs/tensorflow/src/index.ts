export { compileAddon } from './compile-addon.ts';
export { resolveContext, type SetUpContext, type SetUpOptions } from './context.ts';
export { findCompiler } from './find-program.ts';
export { addonFile } from './installed-addon.ts';
export { openLibraryFolder, type LibraryFolder } from './library-folder.ts';
export {
  pinnedWheels,
  TENSORFLOW_VERSION,
  wheelPlatforms,
  type Flavour,
  type PinnedWheel,
  type WheelSets,
} from './pinned-wheels.ts';
export { startProgress } from './progress.ts';
export { runCommand } from './run-command.ts';
export { SetUpError, type SetUpStep } from './set-up-error.ts';
export { withSetUpLock } from './set-up-lock.ts';
export { inspectTensorFlow, setUpTensorFlow, type SetUpOutcome } from './set-up-tensorflow.ts';
export {
  writeBundled,
  type InstalledTensorFlow,
  type SetUpFailure,
  type SetUpState,
} from './stamp.ts';
export { tryAddon } from './try-addon.ts';
export { wheelLibraries } from './wheel-libraries.ts';
