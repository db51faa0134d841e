import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../../harness/until.ts';

/** More stops than any page has. */
const MOST_STOPS = 400;

interface Focused {
  readonly role: string;
  readonly name: string;
  /** What is wrong with how the focus is seen; empty where nothing is. */
  readonly fault: string;
}

/** What has the focus, and whether somebody would see that it has. */
const LOOK = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return { role: '', name: '', fault: '' };
  const nameOf = (one) => one.getAttribute('aria-label')
    ?? (one.labels?.length > 0 ? [...one.labels].map((label) => label.textContent).join(' ') : one.textContent);
  const role = element.getAttribute('role') ?? element.type ?? element.tagName.toLowerCase();
  const name = (nameOf(element) ?? '').replace(/[\\u2068\\u2069]/g, '').replace(/\\s+/g, ' ').trim();
  // A choice paints its words, and a page its heading.
  const ring = element.type === 'radio' && getComputedStyle(element).opacity === '0' ? element.nextElementSibling
    : element.matches('main') ? element.querySelector('h1') ?? element : element;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(ring);
  const isRinged = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/ 0\\)$|transparent/.test(outlineColor);
  if (!isRinged) return { role, name, fault: 'has no ring: ' + ring.outerHTML.slice(0, 200) };
  const { left, right, top, bottom } = ring.getBoundingClientRect();
  const middle = (low, high, most) => (Math.max(0, low) + Math.min(most, high)) / 2;
  const [x, y] = [middle(left, right, innerWidth), middle(top, bottom, innerHeight)];
  const points = [[x, y], ...[left + 4, right - 4].flatMap((across) => [top + 4, bottom - 4].map((down) => [across, down]))];
  if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) return { role, name, fault: 'is out of sight' };
  const found = points.map(([across, down]) => document.elementFromPoint(across, down)).filter((one) => one !== null);
  const isSeen = found.some((one) => ring.contains(one) || one.contains(ring) || element.contains(one)
    || one.closest('label')?.contains(ring) === true);
  return { role, name, fault: isSeen ? '' : 'is behind ' + (found[0]?.outerHTML ?? 'nothing').slice(0, 120) };
})()`;

/** Somebody who has a keyboard and nothing else, and looks where the focus is after each key. */
export class KeyboardUser {
  readonly #page: Page;
  /** Where the focus was not seen. */
  readonly faults = new Set<string>();

  constructor(page: Page) {
    this.#page = page;
  }

  async focused(): Promise<Focused> {
    const focused = await this.#page.evaluate<Focused>(LOOK);
    if (focused.fault !== '') {
      const path = new URL(this.#page.url()).pathname;
      this.faults.add(`${path}: ${focused.role} “${focused.name.slice(0, 60)}” ${focused.fault}`);
    }
    return focused;
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.#page.keyboard.press(key);
      await this.focused();
    }
  }

  async type(words: string): Promise<void> {
    await this.#page.keyboard.type(words);
  }

  /** Writes over what a field has. */
  async fill(words: string): Promise<void> {
    await this.press('Control+A');
    await this.type(words);
  }

  /** Goes by Tab to what has a name, or by Shift and Tab. */
  async to(name: string | RegExp, { role, back = false }: { role?: string; back?: boolean } = {}): Promise<void> {
    const passed: string[] = [];
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      const found = await this.focused();
      if (isNamed(found.name, name) && (role === undefined || role === found.role)) return;
      passed.push(found.name.slice(0, 30));
      await this.#page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    }
    assert.fail(`no stop is called ${name}: ${[...new Set(passed)].join(' | ')}`);
  }

  /** Goes there, and presses Enter. */
  async enter(name: string | RegExp, options: { role?: string; back?: boolean } = {}): Promise<void> {
    await this.to(name, options);
    await this.#page.keyboard.press('Enter');
  }

  /** Waits until what has a name has the focus, as when a dialog has closed. */
  async holds(name: string | RegExp): Promise<void> {
    let last = '';
    await until(
      () => `the focus on ${name}; it is on “${last}”`,
      async () => {
        last = (await this.focused()).name;
        return isNamed(last, name);
      },
      { seconds: 30 },
    );
  }
}

function isNamed(found: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? found.startsWith(wanted) : wanted.test(found);
}
