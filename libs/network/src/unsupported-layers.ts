/** Layers that tfjs has and that cannot be trained, by class: why, as the end of a sentence. */
export const UNSUPPORTED_LAYERS: Readonly<Record<string, string>> = {
  Resizing: "tfjs' own cannot be part of a network: it loses the batch's dimension",
  RandomWidth: 'it gives samples another width in every step, and a compiled step has one width',
};
