export { readCapacity, type Capacity } from './capacity.ts';
export { chorusHome } from './chorus-home.ts';
export {
  examineHome,
  examineOpenFiles,
  examineStateFolder,
  examineTemporaryFolder,
  requireEnvironment,
  type Finding,
} from './examine-environment.ts';
export { findFolderProblem, folderProblem, nearestExisting } from './folder-problem.ts';
export { forbidCoreFiles } from './forbid-core-files.ts';
export { gpusToTrainOn, listGpus, type Gpu } from './gpus.ts';
export { machineNames } from './machine-names.ts';
export { MachineError } from './machine-error.ts';
export { isMountedNoexec } from './mounts.ts';
export { hasNvidiaDevice } from './nvidia-device.ts';
export { drawableSize, lineColumns, type TerminalStream } from './terminal.ts';
export { asksForGpu } from './visible-devices.ts';
