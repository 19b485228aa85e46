/** What a layer takes: the shape of what another one makes of a sample. */
export interface LayerInput {
  readonly from: string;
  readonly shape: readonly number[];
}
