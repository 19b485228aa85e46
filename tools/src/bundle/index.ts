export { ARCHIVE_FORMATS, formatOf } from './archive-format.ts';
export { BundleError } from './bundle-error.ts';
export type { TensorFlowChoice } from './bundled-tensorflow.ts';
export { makeBundle, type Bundle, type BundleOptions } from './make-bundle.ts';
