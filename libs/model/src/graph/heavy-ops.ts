import {
  DATA_TYPES,
  type OpAttribute,
  type TensorValues,
} from '../backends/tensorflow/node-backend.ts';

/** An operation's input, as far as the shape of its output depends on it. */
export interface HeavyInput {
  readonly shape: readonly number[];
  /** Its values, where they came from JavaScript. */
  readonly values: TensorValues | undefined;
}

/**
 * The shape of what one of the operations of float32 returns that most of a step's time goes into, without computing it.
 *
 * @param input looks up an input, by its place
 * @returns undefined for all other operations, and for forms of these that are not known
 */
export function heavyOutputShape(
  op: string,
  attributes: readonly OpAttribute[],
  input: (place: number) => HeavyInput,
): readonly number[] | undefined {
  const attribute: AttributeOf = (name) => attributes.find((each) => each.name === name)?.value;
  const known = attribute('T') === DATA_TYPES.float32 && attribute('data_format') === 'NHWC';
  return known ? SHAPES[op]?.(input, attribute) : undefined;
}

type AttributeOf = (name: string) => OpAttribute['value'] | undefined;
type Shape = readonly number[] | undefined;

const SHAPES: Readonly<
  Record<string, (input: (place: number) => HeavyInput, attribute: AttributeOf) => Shape>
> = {
  Conv2D(input, attribute) {
    const [height, width, , filters] = input(1).shape as [number, number, number, number];
    return windowed(input(0).shape, [height, width], filters, attribute);
  },
  Conv2DBackpropInput: (input) => shapeIn(input(0)),
  Conv2DBackpropFilter: (input) => shapeIn(input(1)),
  MaxPool(input, attribute) {
    const { shape } = input(0);
    const [, height, width] = attribute('ksize') as [number, number, number];
    return windowed(shape, [height, width], shape[3]!, attribute);
  },
  MaxPoolGrad: (input) => input(0).shape,
};

/** The shape that an input's values are. */
function shapeIn({ values }: HeavyInput): Shape {
  return values && [...values];
}

/** The shape of [batch, height, width, channels] after a window has gone over it. */
function windowed(
  [batch, ...sizes]: readonly number[],
  window: readonly [number, number],
  channels: number,
  attribute: AttributeOf,
): Shape {
  const padding = attribute('padding');
  if (padding !== 'SAME' && padding !== 'VALID') return undefined;
  const strides = (attribute('strides') as number[]).slice(1, 3);
  const dilations = ((attribute('dilations') as number[] | undefined) ?? [1, 1, 1, 1]).slice(1, 3);
  const [height, width] = window.map((size, axis) => {
    const covered = padding === 'SAME' ? 1 : (size - 1) * dilations[axis]! + 1;
    return Math.ceil((sizes[axis]! - covered + 1) / strides[axis]!);
  });
  return [batch!, height!, width!, channels];
}
