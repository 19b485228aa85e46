import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    target: 'baseline-widely-available',
    // A picture inside a style sheet would be one more thing for the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    // `nx run dashboard:dev` shows the page of a coordinator that runs: chorus serve --http
    proxy: { '/api': process.env['CHORUS_HTTP'] ?? 'http://127.0.0.1:8080' },
  },
});
