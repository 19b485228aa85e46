/**
 * Requests and answers of the protocol over HTTP: JSON, with the values of some tensors behind it as bytes. The header
 * `Inference-Header-Content-Length` says how long the JSON then is ("binary tensor data extension").
 */
import { ChorusError } from '@chorus/proto';
import type { InferRequest, ModelFacts } from '../inference/served-model.ts';
import {
  aboutInput,
  bytesOfTensor,
  type Tensor,
  tensorOfBytes,
  tensorOfValues,
} from '../inference/tensor.ts';

/** The header with the bytes of the JSON. */
export const JSON_LENGTH_HEADER = 'inference-header-content-length';

/** A request, and how its answer is wanted. */
export interface HttpInferRequest extends InferRequest {
  readonly id: string | undefined;
  /** Whether an output is wanted as bytes. */
  readonly isBinary: (output: string) => boolean;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a request.
 *
 * @param jsonLength the header; undefined: all of the body is JSON
 * @throws ChorusError `invalid`, naming the field
 */
export function decodeInferRequest(
  body: Buffer,
  jsonLength: string | undefined,
  model: string,
  version: string,
): HttpInferRequest {
  const length = jsonLength === undefined ? body.length : Number(jsonLength);
  if (!Number.isInteger(length) || length < 0 || length > body.length) {
    throw invalid(
      `${JSON_LENGTH_HEADER} is '${jsonLength}', and the body has ${body.length} bytes`,
    );
  }
  const json = parse(body.toString('utf8', 0, length));
  const { id, parameters, inputs, outputs = [] } = json;
  if (!isList(inputs)) throw invalid("the request has no list 'inputs'");
  if (!isList(outputs)) throw invalid("'outputs' is no list");
  const rest = new RestOfBody(body.subarray(length));
  const tensors = inputs.map((input, at) => readInput(input, at, rest));
  rest.requireEmpty();
  const wanted = outputs.map((output) => String(output['name']));
  const binary = new Set(
    outputs.filter((output) => flag(output, 'binary_data')).map((output) => String(output['name'])),
  );
  const allBinary = flag({ parameters }, 'binary_data_output');
  return {
    ...{ model, version, inputs: tensors, outputs: wanted },
    id: typeof id === 'string' ? id : undefined,
    isBinary: (output) => allBinary || binary.has(output),
  };
}

/** An answer as it is sent. */
export interface EncodedAnswer {
  readonly body: Buffer;
  /** The bytes of the JSON; undefined: all of it is. */
  readonly jsonLength: number | undefined;
}

/** Writes an answer. */
export function encodeInferAnswer(
  { name: model_name, versions }: ModelFacts,
  { id, isBinary }: HttpInferRequest,
  tensors: readonly Tensor[],
): EncodedAnswer {
  const parts: Buffer[] = [];
  const outputs = tensors.map((tensor) => {
    const { name, datatype, shape, data } = tensor;
    if (!isBinary(name)) return { name, datatype, shape, data: [...(data as Float32Array)] };
    const bytes = bytesOfTensor(tensor);
    parts.push(bytes);
    return { name, datatype, shape, parameters: { binary_data_size: bytes.length } };
  });
  const answer = { model_name, model_version: versions[0], id, outputs };
  const json = Buffer.from(JSON.stringify(answer), 'utf8');
  if (parts.length === 0) return { body: json, jsonLength: undefined };
  return { body: Buffer.concat([json, ...parts]), jsonLength: json.length };
}

/** The bytes behind the JSON, of which each input takes its own. */
class RestOfBody {
  #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(input: { readonly name: string }, size: number): Buffer {
    if (size > this.#bytes.length) {
      throw aboutInput(
        input,
        `has ${size} bytes behind the JSON, where ${this.#bytes.length} are left`,
      );
    }
    const taken = this.#bytes.subarray(0, size);
    this.#bytes = this.#bytes.subarray(size);
    return taken;
  }

  requireEmpty(): void {
    const { length } = this.#bytes;
    if (length > 0) throw invalid(`${length} bytes at the end of the body belong to no input`);
  }
}

function readInput(input: Json, at: number, rest: RestOfBody): Tensor {
  const { name, datatype, shape, data, parameters } = input;
  const isClaimed =
    typeof name === 'string' && typeof datatype === 'string' && Array.isArray(shape);
  if (!isClaimed) throw invalid(`inputs[${at}] needs 'name', 'datatype' and 'shape'`);
  const claimed = { name, datatype, shape: (shape as unknown[]).map(Number) };
  const size = isObject(parameters) ? parameters['binary_data_size'] : undefined;
  if (size === undefined) return tensorOfValues(claimed, data);
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw aboutInput(claimed, `has ${JSON.stringify(size)} as its binary_data_size`);
  }
  return tensorOfBytes(claimed, rest.take(claimed, size as number));
}

function flag({ parameters }: Json, name: string): boolean {
  return isObject(parameters) && parameters[name] === true;
}

function parse(text: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`the request is no JSON: ${(error as Error).message}`);
  }
  if (isObject(json)) return json;
  throw invalid('the request is no object in JSON');
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value) && value.every(isObject);
}

function invalid(message: string): ChorusError {
  return new ChorusError('invalid', message);
}
