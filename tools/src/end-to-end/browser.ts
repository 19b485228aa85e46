import axe, { type AxeResults } from 'axe-core';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { PNG } from 'pngjs';

/** Why a test that needs a browser was skipped. */
export const NO_BROWSER = "no Chromium: install the package 'chromium', or set CHROME_PATH";

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

const SCREENSHOTS = fileURLToPath(new URL('../../../test-output/page', import.meta.url));

/** @returns undefined where there is no Chromium */
export async function startBrowser(): Promise<Browser | undefined> {
  const chosen = process.env['CHROME_PATH'];
  const executablePath = [...(chosen ? [chosen] : []), ...PLACES].find(existsSync);
  return executablePath === undefined
    ? undefined
    : chromium.launch({ executablePath, args: FLAGS });
}

/** The page at an address, and what it complains of. */
export class OpenPage {
  readonly page: Page;
  /** Errors on its console: a script that failed, what the content security policy has stopped. */
  readonly complaints: string[] = [];
  /** What it asked for, itself first; without what lies within it. */
  readonly requests: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) this.requests.push(request.url());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async open(browser: Browser, url: string): Promise<OpenPage> {
    const opened = new OpenPage(
      await browser.newPage({
        viewport: { width: 1280, height: 900 },
        reducedMotion: 'reduce',
        // Of a coordinator whose authority the browser was not told of.
        ignoreHTTPSErrors: true,
      }),
    );
    await opened.page.goto(url);
    return opened;
  }

  /** Resolves when it shows an element of this role and name. */
  async shows(
    role: 'heading' | 'row' | 'columnheader' | 'region' | 'img' | 'link' | 'progressbar',
    name: string | RegExp,
  ) {
    const found = this.page.getByRole(role, { name }).first();
    await found.waitFor();
    return found;
  }

  async showsText(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Keeps a picture of the whole page, as one of the tests' outputs. */
  async shoot(name: string): Promise<void> {
    await this.page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
  }

  /** What axe-core finds against it, in light and dark, wide and narrow; a picture of each is kept. */
  async inspect(name: string): Promise<string[]> {
    const found = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1280, 390]) {
        await this.page.emulateMedia({ colorScheme });
        await this.page.setViewportSize({ width, height: 900 });
        // Curves take their new size and colours in the frames after.
        await this.page.waitForTimeout(400);
        await this.shoot(`${name}-${colorScheme}-${width}`);
        for (const violation of await this.#violations()) {
          found.add(`${colorScheme} ${width}: ${violation}`);
        }
      }
    }
    await this.page.setViewportSize({ width: 1280, height: 900 });
    return [...found];
  }

  /** How far to the right the first member's curve reaches in this picture, 0 to 1; 0: no curve. */
  async reachOf(curves: Locator): Promise<number> {
    const swatch = await pixelsOf(this.page.locator('th .swatch').first());
    const colour = swatch.at(swatch.width >> 1, swatch.height >> 1);
    const { width, height, at } = await pixelsOf(curves);
    const isDrawn = (x: number) =>
      Array.from({ length: height }, (_, y) => at(x, y)).some((pixel) =>
        pixel.every((value, channel) => Math.abs(value - colour[channel]!) < 24),
      );
    const columns = Array.from({ length: width }, (_, x) => x);
    return columns.findLastIndex(isDrawn) / width;
  }

  /**
   * How much of a card's right third is used, 0 to 1: the share of its bands, each as high as two lines, in
   * which anything is drawn there.
   */
  async roomUsed(card: Locator): Promise<number> {
    const [band, border] = [40, 3];
    const { width, height, at } = await pixelsOf(card);
    const ground = at(width - 2 * border, height >> 1).join();
    const isDrawn = (top: number) => {
      for (let y = Math.max(top, border); y < Math.min(top + band, height - border); y++) {
        for (let x = Math.ceil((width * 2) / 3); x < width - border; x++) {
          if (at(x, y).join() !== ground) return true;
        }
      }
      return false;
    };
    const bands = Array.from({ length: Math.floor(height / band) }, (_, index) => index * band);
    return bands.filter(isDrawn).length / bands.length;
  }

  async #violations(): Promise<string[]> {
    // Evaluated, not added to the page: its content security policy allows no script within it.
    await this.page.evaluate(axe.source);
    // To describe all that is well takes four fifths of the time.
    const run = "axe.run({ resultTypes: ['violations'] })";
    const { violations } = await this.page.evaluate<AxeResults>(run);
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
  }
}

/** What an element looks like, a pixel of the picture for each of the page. */
export async function pixelsOf(element: Locator) {
  const { width, height, data } = PNG.sync.read(await element.screenshot());
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * 4).subarray(0, 4)];
  return { width, height, at };
}
