const ORIENTATION_TAG = 0x0112;
const SHORT = 3;
const ENTRY_BYTES = 12;

/**
 * The orientation that EXIF data say, 1 to 8; 1 when they say none.
 *
 * @param tiff the data behind `Exif\0\0`: a TIFF header and its first directory (Exif 2.32, 4.5.2 and 4.6.4)
 * @returns undefined when they are damaged or odd
 */
export function readOrientation(tiff: Buffer): number | undefined {
  const order = tiff.toString('latin1', 0, 4);
  const little = order === 'II*\0';
  if (!little && order !== 'MM\0*') return undefined;
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  if (tiff.length < 8) return undefined;
  const directory = long(4);
  if (directory + 2 > tiff.length) return undefined;
  const entries = short(directory);
  if (directory + 2 + entries * ENTRY_BYTES > tiff.length) return undefined;
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * ENTRY_BYTES;
    if (short(at) !== ORIENTATION_TAG) continue;
    const orientation = short(at + 8);
    const isUsual = short(at + 2) === SHORT && long(at + 4) === 1;
    return isUsual && orientation >= 1 && orientation <= 8 ? orientation : undefined;
  }
  return 1;
}
