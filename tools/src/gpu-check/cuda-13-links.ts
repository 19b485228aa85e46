import { globSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * The libraries of CUDA 12 that TensorFlow opens by name, and those of CUDA 13 that may do instead: the
 * programs of both look symbols up without a version. Supposed, not proved.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  'libcudart.so.12': 'libcudart.so.12',
  'libcublas.so.12': 'libcublas.so.13',
  'libcublasLt.so.12': 'libcublasLt.so.13',
  'libcufft.so.11': 'libcufft.so.12',
  'libcusolver.so.11': 'libcusolver.so.12',
  'libcusparse.so.12': 'libcusparse.so.12',
  'libcudnn.so.9': 'libcudnn.so.9',
  'libnccl.so.2': 'libnccl.so.2',
};

/**
 * Makes a folder of links to NVIDIA's libraries of CUDA 13 under the names that those of CUDA 12 have.
 * For a proof alone, on a machine that has no others: users get the libraries that fit.
 *
 * @param libraries a folder that holds them, at any depth, as `site-packages/nvidia` of PyTorch does
 * @param folder the new one
 * @returns what LD_LIBRARY_PATH is to begin with, and the names for which nothing was found
 */
export function linkCuda13(
  libraries: string,
  folder: string,
): { readonly searchPath: string; readonly missing: readonly string[] } {
  mkdirSync(folder);
  const files = globSync('**/lib*.so.*', { cwd: libraries }).map((file) =>
    path.resolve(libraries, file),
  );
  const missing: string[] = [];
  for (const [name, standIn] of Object.entries(STAND_INS)) {
    const file = files.find((each) => path.basename(each) === standIn);
    if (file) symlinkSync(file, path.join(folder, name));
    else missing.push(name);
  }
  // What they open themselves, as cuDNN its engines, lies beside them.
  const folders = new Set(files.map((file) => path.dirname(file)));
  return { searchPath: [folder, ...folders].join(path.delimiter), missing };
}
