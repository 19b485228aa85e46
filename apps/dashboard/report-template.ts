import { createHash } from 'node:crypto';
import type { Rolldown } from 'vite';

/**
 * A page in one file, for all runs: `%RUN%` is where a run's `RunRecord` goes, as JSON. Its content
 * security policy lets it load nothing and run no script but its own, whatever the JSON says.
 *
 * @param bundle the page's script, in one chunk, and its style sheet
 */
export function reportTemplate(bundle: Rolldown.RolldownOutput['output']): string {
  const style = bundle.map((file) => (file.type === 'asset' ? String(file.source) : '')).join('');
  // Within a string, which is the only place where it can be, it says the same.
  const script = bundle[0].code.replaceAll('</script', '<\\/script');
  const policy = [
    `default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'`,
    `script-src '${digestOf(script)}'; style-src '${digestOf(style)}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Chorus</title>
    <style>${style}</style>
  </head>
  <body>
    <div id="page"></div>
    <noscript>The tables and curves of this report are drawn by JavaScript.</noscript>
    <script id="run" type="application/json">%RUN%</script>
    <script>${script}</script>
  </body>
</html>
`;
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
