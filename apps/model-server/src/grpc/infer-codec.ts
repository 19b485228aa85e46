import { ChorusError } from '@chorus/proto';
import type { InferRequest, ModelFacts } from '../inference/served-model.ts';
import {
  aboutInput,
  bytesOfTensor,
  type ClaimedTensor,
  type Tensor,
  tensorOfBytes,
  tensorOfValues,
} from '../inference/tensor.ts';

/** `ModelInferRequest` as it is read from the wire: every field is there. */
export interface WireInferRequest {
  readonly model_name: string;
  readonly model_version: string;
  readonly id: string;
  readonly inputs: readonly WireInput[];
  readonly outputs: readonly { readonly name: string }[];
  readonly raw_input_contents: readonly Buffer[];
}

interface WireInput extends ClaimedTensor {
  readonly contents: Readonly<Record<string, readonly unknown[]>> | null;
}

/** The field of `InferTensorContents` that holds elements of each type. */
const FIELDS: Readonly<Record<string, string>> = {
  BOOL: 'bool_contents',
  UINT8: 'uint_contents',
  UINT16: 'uint_contents',
  UINT32: 'uint_contents',
  UINT64: 'uint64_contents',
  INT8: 'int_contents',
  INT16: 'int_contents',
  INT32: 'int_contents',
  INT64: 'int64_contents',
  FP32: 'fp32_contents',
  FP64: 'fp64_contents',
  BYTES: 'bytes_contents',
};

/** Reads a request. @throws ChorusError `invalid`, naming the input */
export function decodeInferRequest(wire: WireInferRequest): InferRequest {
  const { model_name: model, model_version: version, inputs, outputs } = wire;
  const { raw_input_contents: raw } = wire;
  if (raw.length > 0 && raw.length !== inputs.length) {
    throw new ChorusError(
      'invalid',
      `raw_input_contents has ${raw.length} entries, and there are ${inputs.length} inputs: one for each`,
    );
  }
  return {
    ...{ model, version },
    inputs: inputs.map((input, at) =>
      raw[at] ? tensorOfBytes(input, raw[at]) : decodeInput(input),
    ),
    outputs: outputs.map(({ name }) => name),
  };
}

function decodeInput(input: WireInput): Tensor {
  const values = input.contents?.[FIELDS[input.datatype] ?? ''];
  if (!values) throw aboutInput(input, 'has neither contents of its datatype nor raw ones');
  const texts = input.datatype === 'BYTES';
  return tensorOfValues(input, texts ? values.map(String) : values);
}

/** Writes an answer: outputs as raw contents, as they are asked for by all clients. */
export function encodeInferAnswer(
  { name, versions }: ModelFacts,
  { id }: WireInferRequest,
  tensors: readonly Tensor[],
): object {
  return {
    ...{ model_name: name, model_version: versions[0], id },
    outputs: tensors.map(({ name: output, datatype, shape }) => ({
      name: output,
      datatype,
      shape,
    })),
    raw_output_contents: tensors.map(bytesOfTensor),
  };
}
