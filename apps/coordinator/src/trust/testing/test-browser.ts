/** What somebody does in a browser: it keeps cookies, follows redirections and sends forms. */
export class TestBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #stopsAt: string | undefined;

  /** @param stopsAt the origin whose pages it does not open any more. Default: it opens all */
  constructor(stopsAt?: string) {
    this.#stopsAt = stopsAt;
  }

  /** Opens a page, wherever it leads. @returns the last page's address and text */
  async open(address: string, form?: URLSearchParams): Promise<{ url: string; text: string }> {
    if (new URL(address).origin === this.#stopsAt) return { url: address, text: '' };
    const response = await fetch(address, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { Cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie);
    const location = response.headers.get('location');
    if (location !== null) return this.open(new URL(location, address).href);
    return { url: address, text: await response.text() };
  }

  /** Sends the one form of a page. @param pressed the button's name, if it has one */
  async send({ url, text }: { url: string; text: string }, pressed?: string) {
    const action = /action="([^"]+)"/.exec(text)?.[1];
    if (action === undefined) throw new Error(`${url} has no form: ${text}`);
    const fields = [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const form = new URLSearchParams(
      fields.map(([, name, value]): [string, string] => [name!, value!]),
    );
    if (pressed) form.set(pressed, 'yes');
    return this.open(new URL(action, url).href, form);
  }

  #keep(cookie: string): void {
    const [pair = ''] = cookie.split(';');
    const [name = '', ...value] = pair.split('=');
    if (value.join('=') === '' || /expires=thu, 01 jan 1970/i.test(cookie)) {
      this.#cookies.delete(name);
    } else this.#cookies.set(name, value.join('='));
  }
}
