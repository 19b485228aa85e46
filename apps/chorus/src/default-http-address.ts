/** Where a bare `--http` serves the page. */
export const DEFAULT_HTTP_ADDRESS = '127.0.0.1:8080';
