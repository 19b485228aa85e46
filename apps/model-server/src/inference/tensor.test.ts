import { expect, test } from 'vitest';
import { bytesOfTensor, tensorOfBytes, tensorOfValues } from './tensor.ts';

const claimed = (datatype: string, shape: number[]) => ({ name: 'x', datatype, shape });

test.for([
  ['UINT8', [0, 255]],
  ['INT16', [-32768, 32767]],
  ['INT64', [-5, 7]],
  ['FP32', [0.5, -1]],
  ['FP64', [0.1, 1e300]],
  ['BYTES', ['clay', 'Löß']],
] as const)('%s goes to bytes and back', ([datatype, values]) => {
  const tensor = tensorOfValues(claimed(datatype, [2]), values);
  const shifted = Buffer.concat([Buffer.alloc(1), bytesOfTensor(tensor)]).subarray(1);
  expect(tensorOfBytes(claimed(datatype, [2]), shifted)).toEqual(tensor);
  expect([...(tensor.data as Iterable<unknown>)].map(String)).toEqual(values.map(String));
});

test.for([
  ['FP16', [1], [1], "input 'x' has the datatype 'FP16': it must be one of BOOL"],
  ['UINT8', [1], [256], "input 'x' holds 256, which is not UINT8"],
  ['INT32', [1], [0.5], "input 'x' holds 0.5, which is not INT32"],
  ['FP32', [2], [1], "input 'x' has 1 elements, and its shape needs 2"],
  ['FP32', [1], ['a'], `input 'x' holds "a": it must be a number`],
  ['FP32', [-1], [1], "input 'x' has the shape [-1], which is none"],
  ['FP32', [1], undefined, "input 'x' has no data"],
] as const)('%s %j of %j is refused', ([datatype, shape, values, message]) => {
  expect(() => tensorOfValues(claimed(datatype, [...shape]), values)).toThrow(message);
});

test('bytes that are too few, or a text that is cut off, are refused', () => {
  expect(() => tensorOfBytes(claimed('FP32', [2]), Buffer.alloc(7))).toThrow(
    "input 'x' has 7 bytes, and its shape and type need 8",
  );
  const text = bytesOfTensor(tensorOfValues(claimed('BYTES', [1]), ['clay']));
  expect(() => tensorOfBytes(claimed('BYTES', [1]), text.subarray(0, 6))).toThrow('is cut off');
});
