export { ProcessMark } from './marked-processes.ts';
export { lintMetrics, lintQueries, type PromtoolFindings } from './promtool.ts';
export {
  prepareKerasEnvironment,
  preparePythonEnvironment,
  prepareUsersEnvironment,
  PYTHON_SETUP_TIMEOUT_MS,
  type PythonEnvironment,
} from './python-environment.ts';
export { SmallDisk } from './small-disk.ts';
