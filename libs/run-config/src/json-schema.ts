import { z } from 'zod';

/** What is read of a setting's JSON Schema. */
export interface JsonSchema {
  readonly type?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
  /** The keys of a map, where they are known. */
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** What other keys of a map hold; false: there are none. */
  readonly additionalProperties?: JsonSchema | boolean;
}

/** Type, range and default of a value that somebody writes, as JSON Schema says them. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
}
