export {
  preparePythonEnvironment,
  PYTHON_SETUP_TIMEOUT_MS,
  type PythonEnvironment,
} from './python-environment.ts';
