import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { NO_BROWSER, OpenPage, startBrowser } from './browser.ts';

/** The browser of some tests. */
export interface BrowserForTests {
  /** Whether there is one on this machine; known when hooks run that are registered after it. */
  readonly isThere: boolean;
  /** Opens the page at an address. */
  open(url: string): Promise<OpenPage>;
}

/** Gives a browser to all tests of the file or `describe` that calls it; without one they are skipped. */
export function browserForTests(): BrowserForTests {
  let browser: Browser | undefined;
  beforeAll(async () => void (browser = await startBrowser()));
  beforeEach(({ skip }) => skip(!browser, NO_BROWSER));
  afterAll(() => browser?.close());
  return {
    get isThere() {
      return browser !== undefined;
    },
    open: (url) => OpenPage.open(browser!, url),
  };
}
