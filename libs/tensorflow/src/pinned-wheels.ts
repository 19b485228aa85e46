/** One file of the Python package index, known by its content. */
export interface PinnedWheel {
  /** Name in the index. */
  readonly project: string;
  readonly version: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** Hexadecimal, of the whole file. */
  readonly sha256: string;
}

/** `cuda` computes on NVIDIA GPUs (and without one on the CPU); `cpu` is a third of its size. */
export type Flavour = 'cpu' | 'cuda';

/** Which wheels, unpacked into one folder, make up TensorFlow on a machine. */
export type WheelSets = Readonly<Partial<Record<Flavour, readonly PinnedWheel[]>>>;

/** The TensorFlow that every wheel below belongs to. */
export const TENSORFLOW_VERSION = '2.21.0';

/** The Python whose wheels are pinned: only the libraries are taken from them, so any would serve. */
export const WHEEL_PYTHON_VERSION = '311';

/**
 * The wheels for a platform, `process.platform` and `process.arch` joined by a hyphen. Empty where
 * the index holds none. The CUDA libraries are the ones that the wheel's extra `and-cuda` asks for.
 */
export function pinnedWheels(platform: string): WheelSets {
  return WHEELS[platform] ?? {};
}

/** The platforms for which there are wheels, see {@link pinnedWheels}. */
export const wheelPlatforms = (): string[] => Object.keys(WHEELS);

const WHEELS: Readonly<Record<string, WheelSets>> = {
  'linux-x64': {
    cpu: [
      wheel(
        'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
        273829956,
        '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
      ),
    ],
    cuda: [
      wheel(
        'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
        572440367,
        '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
      ),
      wheel(
        'nvidia_cublas_cu12-12.9.3.13-py3-none-manylinux_2_27_x86_64.whl',
        581217458,
        'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
      ),
      wheel(
        'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl',
        10814997,
        '096bcf334f13e1984ba36685ad4c1d6347db214de03dbb6eebb237b41d9d934f',
      ),
      wheel(
        'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
        40546229,
        '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
      ),
      wheel(
        'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
        89568129,
        '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
      ),
      wheel(
        'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        3493179,
        '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
      ),
      wheel(
        'nvidia_cudnn_cu12-9.28.0.42-py3-none-manylinux_2_27_x86_64.whl',
        716538495,
        '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
      ),
      wheel(
        'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        200877592,
        'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
      ),
      wheel(
        'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
        68295626,
        '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
      ),
      wheel(
        'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
        338117415,
        '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
      ),
      wheel(
        'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        366465088,
        '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
      ),
      wheel(
        'nvidia_nccl_cu12-2.32.3-py3-none-manylinux_2_27_x86_64.whl',
        351526311,
        'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
      ),
      wheel(
        'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
        39748338,
        'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
      ),
    ],
  },
  'linux-arm64': {
    cpu: [
      wheel(
        'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl',
        281828020,
        '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
      ),
    ],
  },
  'darwin-arm64': {
    cpu: [
      wheel(
        'tensorflow-2.21.0-cp311-cp311-macosx_12_0_arm64.whl',
        223405849,
        '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
      ),
    ],
  },
};

/** A wheel's file name begins with the project's name, hyphens as underscores, and the version. */
function wheel(fileName: string, sizeBytes: number, sha256: string): PinnedWheel {
  const [project = '', version = ''] = fileName.split('-');
  return { project: project.replaceAll('_', '-'), version, fileName, sizeBytes, sha256 };
}
