export { APPS, type App } from './apps.ts';
export { findMountableTensorFlow, type MountableTensorFlow } from './mountable-tensorflow.ts';
export { dockerfileOf, stageContext } from './stage-context.ts';
