import { resolveContext, inspectTensorFlow, addonFile } from '@chorus/tensorflow';
import { dirname } from 'node:path';

/** TensorFlow as this machine's set-up has left it, for worker containers. */
export interface MountableTensorFlow {
  /** The compiled addon, which the image gets. */
  readonly addon: string;
  /** What is mounted at /opt/tensorflow: it holds `tensorflow` and, for GPUs, `nvidia`. */
  readonly folder: string;
}

/** Where it is, or why worker containers of this machine have to do without it. */
export function findMountableTensorFlow(): MountableTensorFlow | { readonly reason: string } {
  const state = inspectTensorFlow();
  if (process.platform !== 'linux') {
    return { reason: `an addon compiled on ${process.platform} does not fit a Linux image` };
  }
  if (state.kind !== 'ready') {
    return { reason: 'TensorFlow is not set up here: run `npx nx run tools:setup-tensorflow`' };
  }
  const { source, folder } = state.tensorFlow;
  if (source === 'installer') {
    return { reason: "TensorFlow came here by tfjs-node-gpu's own installer, not as a folder" };
  }
  return { addon: addonFile(resolveContext({}).tfjsNodeFolder), folder: dirname(folder) };
}
