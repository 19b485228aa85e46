import { hasNvidiaDevice } from './nvidia-device.ts';
import { askNvidiaSmi, type NvidiaGpu } from './nvidia-gpus.ts';
import { parseVisibleDevices, type VisibleDevices } from './visible-devices.ts';

/** What CUDA takes for one device: an NVIDIA GPU, or a slice of one that is split by MIG. */
export interface Gpu {
  /**
   * The name by which CUDA_VISIBLE_DEVICES shows it, alone, to a process; undefined: nobody could be asked, and
   * it is what CUDA shows to a process whose CUDA_VISIBLE_DEVICES is left as it is.
   */
  readonly id: string | undefined;
  readonly name: string;
  /** undefined: not known. */
  readonly memoryBytes: number | undefined;
}

/** What is known of a GPU that only CUDA sees. */
const UNLISTED = { name: 'NVIDIA GPU', memoryBytes: undefined };

/**
 * The NVIDIA GPUs that this process may use: those that `nvidia-smi` lists, or of them those that
 * CUDA_VISIBLE_DEVICES shows, as a cluster's scheduler sets it; see {@link chooseGpus}.
 *
 * @param devicePresent whether the kernel knows of one
 * @returns undefined when there may be some and they cannot be listed: the driver's tool is missing,
 *   as in many containers, or does not answer. A list without any says that there is none.
 */
export async function listGpus(devicePresent = hasNvidiaDevice()): Promise<Gpu[] | undefined> {
  const visible = process.env['CUDA_VISIBLE_DEVICES'];
  if (visible !== undefined && parseVisibleDevices(visible).entries.length === 0) return [];
  const all = await askNvidiaSmi();
  if (all) return chooseGpus(all, visible);
  return devicePresent ? undefined : [];
}

/**
 * Where TensorFlow sees a GPU: those to train on. When they could not be listed, or the list does not
 * have what CUDA_VISIBLE_DEVICES shows, each that this names, else the one that CUDA shows first.
 *
 * @param listed as {@link listGpus} gives them
 * @returns one or more
 */
export function gpusToTrainOn(
  listed: readonly Gpu[] | undefined,
  visible = process.env['CUDA_VISIBLE_DEVICES'],
): readonly Gpu[] {
  if (listed && listed.length > 0) return listed;
  const entries = visible === undefined ? [] : parseVisibleDevices(visible).entries;
  if (entries.length === 0) return [{ id: undefined, ...UNLISTED }];
  return entries.map((id) => ({ id, ...UNLISTED }));
}

/**
 * The GPUs that CUDA_VISIBLE_DEVICES shows, each as a process of its own sees it. CUDA shows
 * no more than one slice to a process; here each is a device, since each trainer gets but one.
 *
 * An index is one of `nvidia-smi`. CUDA numbers GPUs of different models by their speed unless
 * CUDA_DEVICE_ORDER is PCI_BUS_ID: then the GPU is the one that the user has named to CUDA, and its
 * name here may be another's.
 *
 * @param visible undefined: it is not set, and everything is shown
 */
export function chooseGpus(all: readonly NvidiaGpu[], visible: string | undefined): Gpu[] {
  if (visible === undefined) return all.flatMap(devicesOf);
  const { form, entries } = parseVisibleDevices(visible);
  const found = takeUntilUnknown(entries, (entry) => find(entry, form, all));
  return new Set(found.map(({ id }) => id)).size === found.length ? found : [];
}

/** What CUDA computes on: a GPU that is split is none. */
function devicesOf(gpu: NvidiaGpu): Gpu[] {
  if (gpu.slices.length > 0) {
    return gpu.slices.map(({ uuid, name }) => ({ id: uuid, name, memoryBytes: undefined }));
  }
  return [{ id: gpu.uuid || gpu.index, name: gpu.name, memoryBytes: gpu.memoryBytes }];
}

function find(
  entry: string,
  form: VisibleDevices['form'],
  all: readonly NvidiaGpu[],
): Gpu | undefined {
  switch (form) {
    case 'index': {
      const gpu = all.find(({ index }) => index === entry);
      // The index itself goes on to CUDA, which knows its own order; of slices the first one.
      return (
        gpu && (gpu.slices.length > 0 ? devicesOf(gpu)[0] : { ...devicesOf(gpu)[0]!, id: entry })
      );
    }
    case 'gpu':
      return onlyOne(
        all.filter(({ uuid }) => uuid.startsWith(entry)).map((gpu) => devicesOf(gpu)[0]!),
      );
    case 'mig': {
      const slices = all.flatMap((gpu) => (gpu.slices.length > 0 ? devicesOf(gpu) : []));
      return onlyOne(slices.filter(({ id }) => id!.startsWith(entry))) ?? findOldName(entry, all);
    }
  }
}

/** `MIG-<UUID of the GPU>/<GPU instance>/<compute instance>`, which newer drivers do not list. */
function findOldName(entry: string, all: readonly NvidiaGpu[]): Gpu | undefined {
  const [, uuid, instance] = /^MIG-(GPU-[^/]+)\/(\d+\/\d+)$/.exec(entry) ?? [];
  const gpu = uuid && all.find((each) => each.uuid === uuid);
  return gpu
    ? { id: entry, name: `${gpu.name} MIG ${instance}`, memoryBytes: undefined }
    : undefined;
}

/** The beginning of a UUID counts when it is that of one device alone. */
function onlyOne(candidates: readonly Gpu[]): Gpu | undefined {
  return candidates.length === 1 ? candidates[0] : undefined;
}

function takeUntilUnknown<Found>(
  entries: readonly string[],
  lookUp: (entry: string) => Found | undefined,
): Found[] {
  const found = entries.map(lookUp);
  const end = found.indexOf(undefined);
  return found.slice(0, end === -1 ? undefined : end) as Found[];
}
