import { DatasetError } from '../dataset-error.ts';
import type { ByteCursor } from './byte-source.ts';
import type { NumberType } from './element-type.ts';
import { formatShape } from './format-shape.ts';
import { printable } from '../printable.ts';
import { parsePythonLiteral, type PythonValue } from './python-literal.ts';
import type { StoredArray, StoredElements } from './stored-array.ts';

/** How an NPY file begins. */
export const NPY_MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Far more than a header of numbers needs, which has 128 bytes. */
const HEADER_LIMIT_BYTES = 64 * 1024;
/** NumPy's own limit is 64. */
const AXES_LIMIT = 64;
/** Longer texts are no labels. */
const TEXT_LIMIT = 4096;

/**
 * Reads the header of an NPY file, version 1, 2 or 3, from its first bytes on:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 *
 * @param source the file, and the array in it when it may hold several, for messages
 * @throws DatasetError `corrupt` when it is none, or holds what cannot be a tensor of samples
 */
export async function readNpyHeader(cursor: ByteCursor, source: string): Promise<StoredArray> {
  const fail = (problem: string) => new DatasetError('corrupt', `${source} ${problem}`);
  const preamble = await cursor.take(NPY_MAGIC.length + 2);
  if (!preamble.subarray(0, NPY_MAGIC.length).equals(NPY_MAGIC)) {
    throw fail('does not begin as an NPY file does; save it with np.save');
  }
  const [version, minor] = preamble.subarray(NPY_MAGIC.length);
  if (![1, 2, 3].includes(version!) || minor !== 0) {
    throw fail(`is an NPY file of version ${version}.${minor}; versions 1, 2 and 3 can be read`);
  }
  const lengthBytes = version === 1 ? 2 : 4;
  const length = (await cursor.take(lengthBytes)).readUIntLE(0, lengthBytes);
  if (length > HEADER_LIMIT_BYTES) {
    throw fail(`has a header of ${length} bytes; at most ${HEADER_LIMIT_BYTES} are read`);
  }
  const text = (await cursor.take(length)).toString(version === 3 ? 'utf8' : 'latin1');
  const header = parseHeader(text, fail);
  return {
    source,
    shape: checkedShape(header.shape, fail),
    elements: checkedElements(header.descr, fail),
    firstAxisFastest: header.fortranOrder,
    dataOffset: preamble.length + lengthBytes + length,
  };
}

type Fail = (problem: string) => DatasetError;

interface HeaderValues {
  readonly descr: PythonValue;
  readonly fortranOrder: boolean;
  readonly shape: PythonValue;
}

function parseHeader(text: string, fail: Fail): HeaderValues {
  const damaged = (what: string) => fail(`has a damaged header: ${printable(what)}`);
  let value: PythonValue;
  try {
    value = parsePythonLiteral(text);
  } catch (reason) {
    throw damaged((reason as Error).message);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw damaged('it is not a dictionary');
  }
  const entries = new Map(Object.entries(value));
  const names = [...entries.keys()].sort().join(', ');
  if (names !== 'descr, fortran_order, shape') throw damaged(`its entries are ${names || 'none'}`);
  const fortranOrder = entries.get('fortran_order');
  if (typeof fortranOrder !== 'boolean') throw damaged('fortran_order is not True or False');
  return { descr: entries.get('descr')!, fortranOrder, shape: entries.get('shape')! };
}

function checkedShape(shape: PythonValue, fail: Fail): readonly number[] {
  const isShape = (value: PythonValue): value is readonly number[] =>
    Array.isArray(value) && value.every((axis) => Number.isSafeInteger(axis) && axis >= 0);
  if (!isShape(shape)) throw fail('has a damaged header: its shape is no tuple of sizes');
  if (shape.length === 0) throw fail('holds a single value; an array of samples is needed');
  if (shape.length > AXES_LIMIT) throw fail(`has ${shape.length} axes; at most ${AXES_LIMIT}`);
  if (shape.slice(1).includes(0)) {
    throw fail(`has the shape ${formatShape(shape)}: its samples hold no values`);
  }
  return shape;
}

const KINDS: Record<string, NumberType> = {
  b1: 'bool',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

/** What no tensor can be made of, by the letter of the type. */
const REFUSED: Record<string, string> = {
  O: 'Python objects, which are not read; make one array of them with np.stack(list(x)) and save it again without dtype=object',
  c: 'complex numbers; save their real and imaginary parts, or np.abs(x)',
  M: 'dates (datetime64); save them as numbers, such as x.astype("int64")',
  m: 'durations (timedelta64); save them as numbers, such as x.astype("int64")',
  V: 'raw bytes without a type of NumPy (void; bfloat16, for one); save it again with x.astype("float32")',
  f: 'numbers wider than 64 bits; save it again with x.astype("float32")',
};

function checkedElements(descr: PythonValue, fail: Fail): StoredElements {
  if (typeof descr !== 'string') {
    throw fail('holds records of several fields (a structured type); save each field as an array');
  }
  const [, order, letter, digits] = /^([<>|=]?)([a-zA-Z?])(\d*)/u.exec(descr) ?? [];
  if (letter === undefined) throw fail(`has elements of the unknown type ${quote(descr)}`);
  const whole = descr === `${order}${letter}${digits}`;
  const bigEndian = order === '>';
  const number = whole ? KINDS[`${letter}${digits}`] : undefined;
  if (number !== undefined) return { kind: 'number', type: number, bigEndian };
  if (whole && (letter === 'U' || letter === 'S')) {
    const width = Number(digits);
    if (width < 1 || width > TEXT_LIMIT) {
      throw fail(`holds texts of ${width} characters; 1 to ${TEXT_LIMIT} can be read`);
    }
    return letter === 'S' ? { kind: 'bytes', width } : { kind: 'code points', width, bigEndian };
  }
  const refused = REFUSED[letter];
  if (refused === undefined) throw fail(`has elements of the unknown type ${quote(descr)}`);
  throw fail(`holds ${refused}`);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
