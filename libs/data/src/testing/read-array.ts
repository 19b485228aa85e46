import type { ArrayFile } from '../arrays/array-file.ts';
import type { ElementValue, Numbers } from '../arrays/element-type.ts';

/** All elements of a small array. */
export async function elementsOf(array: ArrayFile): Promise<ElementValue[]> {
  const values: ElementValue[] = [];
  for await (const piece of array.pieces()) for (const value of piece.values) values.push(value);
  return values;
}

/** All numbers of a small array as the bytes that they are in memory. */
export async function bytesOfArray(array: ArrayFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const { values } of array.pieces()) {
    const { buffer, byteOffset, byteLength } = values as Numbers;
    parts.push(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength));
  }
  return Buffer.concat(parts);
}
