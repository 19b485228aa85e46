import { crc32c } from './crc32c.ts';

const LENGTH_BYTES = 8;
const CRC_BYTES = 4;
const MASK_DELTA = 0xa282ead8;

/**
 * One record of a TFRecord file: length (uint64), masked CRC of the length, data, masked CRC of the
 * data; all little-endian. Source: TensorFlow's guide "TFRecord and tf.train.Example".
 */
export function encodeRecord(data: Uint8Array): Buffer {
  const record = Buffer.alloc(LENGTH_BYTES + CRC_BYTES + data.length + CRC_BYTES);
  record.writeBigUInt64LE(BigInt(data.length));
  record.writeUInt32LE(maskedCrc(record.subarray(0, LENGTH_BYTES)), LENGTH_BYTES);
  record.set(data, LENGTH_BYTES + CRC_BYTES);
  record.writeUInt32LE(maskedCrc(data), LENGTH_BYTES + CRC_BYTES + data.length);
  return record;
}

/** Masked, because the CRC of a string that holds its own CRC would be a weak check. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
