/**
 * What a process that computes gets of the environment. It needs no secrets: what programs are told by their environment
 * (tokens to join by, keys of clouds, passwords in the addresses of proxies) stays with the process that was told, and
 * is in no child's memory, core file or `/proc`. What is not known to be needed is therefore left out.
 */

/** Of a user's session, of the C library and of Node. */
const NEEDED_NAMES: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'TZ', 'TERM', 'NO_COLOR'],
  ...['TMPDIR', 'TMP', 'TEMP', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'],
  ...['LD_LIBRARY_PATH', 'LD_PRELOAD', 'DYLD_LIBRARY_PATH', 'GLIBC_TUNABLES'],
  ...['NODE_OPTIONS', 'NODE_COMPILE_CACHE', 'NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE'],
  ...['SYSTEMROOT', 'USERPROFILE', 'LOCALAPPDATA'],
]);

/** Of Chorus, of TensorFlow, of what computes for it, and of its devices. */
const NEEDED_PREFIXES = [
  ...['LC_', 'MALLOC_', 'CHORUS_', 'LIBTENSORFLOW_'],
  ...['TF_', 'XLA_', 'TFJS_', 'TENSORFLOW_', 'GRAPPLER_'],
  ...['CUDA_', 'CUDNN_', 'CUBLAS_', 'NVIDIA_', 'NCCL_', 'TENSORRT_'],
  ...['ROCM_', 'ROCR_', 'HIP_', 'HSA_', 'MIOPEN_', 'AMD_'],
  ...['OMP_', 'GOMP_', 'KMP_', 'MKL_', 'ONEDNN_', 'DNNL_', 'OPENBLAS_', 'EIGEN_'],
];

/** A name by which secrets go, also among those that are needed. */
const SECRET = /TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|_KEY$|_KEY_|APIKEY|JWT|AUTH/;

/**
 * The variables of an environment that a process needs which trains, predicts or writes models.
 *
 * @param environment of the process that starts it
 */
export function computingEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => isNeeded(name)));
}

function isNeeded(variable: string): boolean {
  // Windows knows no case.
  const name = variable.toUpperCase();
  if (SECRET.test(name)) return false;
  return NEEDED_NAMES.has(name) || NEEDED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
