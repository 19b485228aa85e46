export { ARCHIVE_FORMATS, formatOf } from './bundle/archive-format.ts';
export { BundleError } from './bundle/bundle-error.ts';
export type { TensorFlowChoice } from './bundle/bundled-tensorflow.ts';
export { makeBundle } from './bundle/make-bundle.ts';
export { APPS, type App } from './container-images/apps.ts';
export { findMountableTensorFlow } from './container-images/mountable-tensorflow.ts';
export { dockerfileOf, stageContext } from './container-images/stage-context.ts';
