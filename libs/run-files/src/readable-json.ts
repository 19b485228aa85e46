/** An object as JSON, a line for each of its values, and for each entry of a list of objects. */
export function readableJson(value: object): string {
  const lines = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `  ${JSON.stringify(name)}: ${readableField(field)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

function readableField(field: unknown): string {
  const isList = Array.isArray(field) && field.length > 0 && typeof field[0] === 'object';
  return isList ? lineEach(field) : JSON.stringify(field);
}

/** A list as JSON that stands in an object, an entry in a line. */
export function lineEach(entries: readonly unknown[]): string {
  if (entries.length === 0) return '[]';
  return `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
}
