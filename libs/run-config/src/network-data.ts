import { categoryColumns, type KnownDataset } from '@chorus/data';
import type { CategoryInput } from '@chorus/network';
import type { RunDocument } from './run-document.ts';

/** What of a dataset a network depends on. */
export interface NetworkData extends Pick<KnownDataset, 'sample' | 'classes'> {
  /** The columns of categories among the samples' values, as the network is given them. Default: none. */
  readonly categories?: readonly CategoryInput[] | undefined;
}

/** What of a dataset {@link NetworkData} is made of. */
export type NetworkDataset = Pick<
  KnownDataset,
  'sample' | 'classes' | 'normalisation' | 'preparation' | 'divisor'
>;

/** How samples are scaled where nothing is said of it. */
export function settledScaling(
  { preparation }: Pick<RunDocument, 'preparation'>,
  { normalisation, sample, divisor: own }: Omit<NetworkDataset, 'classes'>,
): { readonly scaling: 'divide' | 'standardise'; readonly divisor: number } {
  const {
    scaling = normalisation ? 'standardise' : 'divide',
    divisor = own ?? (sample.type === 'uint8' ? 255 : 1),
  } = preparation;
  return { scaling, divisor };
}

/** What a network for this dataset depends on, with the preparation that a document asks for. */
export function networkDataOf(
  document: Pick<RunDocument, 'preparation'>,
  dataset: NetworkDataset,
): NetworkData {
  const { sample, classes, normalisation } = dataset;
  const { scaling, divisor } = settledScaling(document, dataset);
  const categories = categoryColumns(dataset).map(({ name, column, count }) => {
    const undone =
      scaling === 'standardise' && normalisation
        ? { scale: normalisation.deviation[column]!, offset: normalisation.mean[column]! }
        : { scale: divisor, offset: 0 };
    return { name, column, count, ...undone };
  });
  return { sample, classes, categories };
}
