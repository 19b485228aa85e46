/** What CUDA_VISIBLE_DEVICES names, as far as that can be said without the list of GPUs. */
export interface VisibleDevices {
  /** The form of all entries: `index` of a GPU, UUID of a GPU or its beginning, UUID of a slice of MIG. */
  readonly form: 'index' | 'gpu' | 'mig';
  /** The entries in the order in which CUDA numbers them anew. */
  readonly entries: readonly string[];
}

/**
 * Reads the value of CUDA_VISIBLE_DEVICES as CUDA does: the first entry says what form they have, spaces
 * do not matter, the list ends before the first entry that is none (`-1`, `NoDevFiles`), what follows an
 * index's digits is ignored, and a list with an entry that comes twice shows no device at all.
 *
 * Sources: CUDA's programming guide on the variable; for what it does not say (repeated entries, digits)
 * the reading of it in PyTorch's `torch.cuda`, which is tested against CUDA.
 */
export function parseVisibleDevices(value: string): VisibleDevices {
  const texts = value.split(',').map((text) => text.trim());
  const form = formOf(texts[0]!);
  const entries: string[] = [];
  for (const text of texts) {
    const entry = formOf(text) === form ? entryOf(text, form) : undefined;
    if (entry === undefined) break;
    if (entries.includes(entry)) return { form, entries: [] };
    entries.push(entry);
  }
  return { form, entries };
}

/** Whether a value of CUDA_VISIBLE_DEVICES is to show a GPU; else, as `-1`, it is to hide them all. */
export function asksForGpu(value: string | undefined): boolean {
  return value !== undefined && !/^\s*(-\d+|NoDevFiles)?\s*$/.test(value);
}

function formOf(text: string): VisibleDevices['form'] {
  if (text.startsWith('GPU-')) return 'gpu';
  return text.startsWith('MIG-') ? 'mig' : 'index';
}

function entryOf(text: string, form: VisibleDevices['form']): string | undefined {
  if (form !== 'index') return text;
  const digits = /^\+?(\d+)/.exec(text)?.[1];
  return digits === undefined ? undefined : String(Number(digits));
}
