import { z } from 'zod';

/** A section's settings, each without its default. */
export type WithoutDefaults<Shape extends z.core.$ZodShape> = {
  [Key in keyof Shape]: Shape[Key] extends z.ZodDefault<infer Inner extends z.core.$ZodType>
    ? Inner
    : Shape[Key];
};

/** The section without its defaults: what is left out is missing. */
export function withoutDefaults<Shape extends z.core.$ZodShape>(
  section: z.ZodObject<Shape, z.core.$strict>,
): z.ZodObject<WithoutDefaults<Shape>, z.core.$strict> {
  const entries = Object.entries(section.shape).map(([key, schema]) => [
    key,
    schema instanceof z.ZodDefault ? schema.unwrap() : schema,
  ]);
  return z.strictObject(Object.fromEntries(entries)) as unknown as z.ZodObject<
    WithoutDefaults<Shape>,
    z.core.$strict
  >;
}
