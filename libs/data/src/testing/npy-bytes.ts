/** What an NPY file is made of; the defaults are those of np.save. */
export interface NpyParts {
  readonly descr: string;
  /** Python's text of it, such as `(2, 3)`. */
  readonly shape: string;
  readonly data: Uint8Array;
  readonly fortranOrder?: boolean;
  readonly version?: 1 | 2 | 3;
}

/** The bytes of an NPY file. */
export function npyBytes({
  descr,
  shape,
  data,
  fortranOrder = false,
  version = 1,
}: NpyParts): Buffer {
  const order = fortranOrder ? 'True' : 'False';
  return npyBytesOf(
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }\n`,
    data,
    version,
  );
}

/** The bytes of an NPY file with this text as its header. */
export function npyBytesOf(header: string, data: Uint8Array, version = 1): Buffer {
  const text = Buffer.from(header, version === 3 ? 'utf8' : 'latin1');
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(text.length, 0, length.length);
  const magic = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1');
  return Buffer.concat([magic, length, text, data]);
}
