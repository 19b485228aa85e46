/** Messages of protocol buffers, altered: some so that they can still be read, some so that they cannot. */
import fc, { type Arbitrary } from 'fast-check';

/** A field as it is written. */
interface Field {
  readonly number: number;
  /** How its value is written: 0 varint, 1 eight bytes, 2 bytes behind their length, 5 four bytes. */
  readonly wireType: number;
  /** Its value; of what has a length without it. */
  readonly value: Buffer;
}

const LENGTH_DELIMITED = 2;
const FIXED_BYTES: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The largest varint, which takes ten bytes. */
const HUGE = Buffer.from('ffffffffffffffffff01', 'hex');
/** Texts that programs trip over. */
const ODD_TEXTS = [
  ...['', ' ', '\0', '../../etc/passwd', '/', '.', '..', 'a/b', '%s%n', '__proto__', 'constructor'],
  ...[
    '\u001b[2J',
    '\u202egnp',
    '\ud800',
    'NaN',
    '-1',
    '1e999',
    '{}',
    '[]',
    'null',
    '\n',
    'é'.repeat(99),
  ],
  ...['x'.repeat(5_000), '{"a":'.repeat(3_000)],
];

/** Alters a message's bytes. `at` is a share of them, 0 to 65,535. */
type Edit =
  | { readonly kind: 'flip' | 'cut' | 'huge'; readonly at: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | {
      readonly kind: 'drop' | 'retype' | 'renumber' | 'lie';
      readonly at: number;
      readonly by: number;
    }
  | { readonly kind: 'repeat' | 'nest'; readonly at: number; readonly times: number }
  | { readonly kind: 'text'; readonly at: number; readonly text: string }
  | { readonly kind: 'number'; readonly at: number; readonly value: bigint };

const at = fc.nat(0xffff);
const by = fc.nat(40);

const edits: Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constantFrom('flip', 'cut', 'huge'), at }),
  fc.record({ kind: fc.constant('insert'), at, bytes: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ kind: fc.constantFrom('drop', 'retype', 'renumber', 'lie'), at, by }),
  fc.record({
    kind: fc.constantFrom('repeat', 'nest'),
    at,
    times: fc.constantFrom(1, 2, 70, 2_000),
  }),
  fc.record({
    kind: fc.constant('text'),
    at,
    text: fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary' })),
  }),
  fc.record({
    kind: fc.constant('number'),
    at,
    value: fc.oneof(
      fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    ),
  }),
) as Arbitrary<Edit>;

/** Some of these messages, altered in no to three places. */
export function mutatedMessages(messages: readonly Buffer[]): Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...messages), fc.array(edits, { maxLength: 3 }))
    .map(([message, all]) => all.reduce(edited, message));
}

function edited(bytes: Buffer, edit: Edit): Buffer {
  const place = Math.floor((edit.at / 0x1_0000) * (bytes.length + 1));
  switch (edit.kind) {
    case 'flip': {
      const flipped = Buffer.from(bytes);
      const byte = flipped[place];
      if (byte !== undefined) flipped[place] = byte ^ (1 << (edit.at % 8));
      return flipped;
    }
    case 'cut':
      return bytes.subarray(0, place);
    case 'huge':
      return Buffer.concat([bytes.subarray(0, place), HUGE, bytes.subarray(place + 1)]);
    case 'insert':
      return Buffer.concat([bytes.subarray(0, place), edit.bytes, bytes.subarray(place)]);
    default:
      return editedField(bytes, edit, edit.at);
  }
}

/** Alters one field, of the message or of one within it. */
function editedField(bytes: Buffer, edit: Edit, pick: number): Buffer {
  const fields = fieldsOf(bytes);
  if (!fields || fields.length === 0) return bytes;
  const index = pick % fields.length;
  const field = fields[index]!;
  const deeper = Math.floor(pick / fields.length);
  const isMessage = field.wireType === LENGTH_DELIMITED && (fieldsOf(field.value)?.length ?? 0) > 0;
  const changed =
    isMessage && deeper % 3 !== 0
      ? written({ ...field, value: editedField(field.value, edit, Math.floor(deeper / 3)) })
      : change(field, edit);
  const before = fields.slice(0, index).map(written);
  const after = fields.slice(index + 1).map(written);
  return Buffer.concat([...before, changed, ...after]);
}

function change(field: Field, edit: Edit): Buffer {
  switch (edit.kind) {
    case 'drop':
      return Buffer.alloc(0);
    case 'retype':
      return written({ ...field, wireType: edit.by % 8 });
    case 'renumber':
      return written({ ...field, number: edit.by });
    case 'lie':
      return Buffer.concat([
        varint(tagOf(field)),
        varint(BigInt(field.value.length + edit.by * edit.by * 1000)),
        field.value,
      ]);
    case 'repeat':
      return Buffer.concat(
        Array.from(
          { length: Math.min(edit.times, Math.ceil(200_000 / (field.value.length + 2))) },
          () => written(field),
        ),
      );
    case 'nest':
      return nested(field, edit.times);
    case 'text':
      return written({
        ...field,
        wireType: LENGTH_DELIMITED,
        value: Buffer.from(edit.text, 'utf8'),
      });
    case 'number':
      return written({ ...field, wireType: 0, value: varint(edit.value) });
    default:
      return written(field);
  }
}

/** The field within itself, so many times. */
function nested(field: Field, times: number): Buffer {
  let value = field.value;
  for (let level = 0; level < times && value.length < 100_000; level++) {
    value = written({ ...field, wireType: LENGTH_DELIMITED, value });
  }
  return value;
}

/** A message's fields; undefined when its bytes are none. */
function fieldsOf(bytes: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  let place = 0;
  while (place < bytes.length) {
    const tag = readVarint(bytes, place);
    if (!tag || tag.value >> 3n === 0n || tag.value >> 3n > 0xffffn) return undefined;
    const wireType = Number(tag.value & 7n);
    const number = Number(tag.value >> 3n);
    let from = tag.end;
    let to: number;
    if (wireType === 0) {
      const value = readVarint(bytes, from);
      if (!value) return undefined;
      to = value.end;
    } else if (wireType === LENGTH_DELIMITED) {
      const length = readVarint(bytes, from);
      if (!length) return undefined;
      from = length.end;
      to = from + Number(length.value);
    } else {
      const size = FIXED_BYTES[wireType];
      if (size === undefined) return undefined;
      to = from + size;
    }
    if (to > bytes.length) return undefined;
    fields.push({ number, wireType, value: bytes.subarray(from, to) });
    place = to;
  }
  return fields;
}

function tagOf({ number, wireType }: Field): bigint {
  return (BigInt(number) << 3n) | BigInt(wireType);
}

function written(field: Field): Buffer {
  const { wireType, value } = field;
  const length = wireType === LENGTH_DELIMITED ? [varint(BigInt(value.length))] : [];
  return Buffer.concat([varint(tagOf(field)), ...length, value]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}

function readVarint(bytes: Buffer, from: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let place = from; place < Math.min(bytes.length, from + 10); place++) {
    const byte = bytes[place]!;
    value |= BigInt(byte & 0x7f) << BigInt(7 * (place - from));
    if (byte < 0x80) return { value, end: place + 1 };
  }
  return undefined;
}
