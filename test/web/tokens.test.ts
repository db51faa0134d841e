import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const css = readFileSync(join(import.meta.dirname, '../../web/src/styles/tokens.css'), 'utf8');

type Colours = ReadonlyMap<string, string>;

/** The colours of each theme, by name. */
const THEMES: Readonly<Record<string, Colours>> = Object.fromEntries(
  [...css.matchAll(/(:root[^{]*)\{([^}]*)\}/g)].map(([, selector, body]) => [
    selector!.includes('dark') ? 'dark' : 'light',
    new Map([...body!.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!])),
  ]),
);

function channels(colour: string): [number, number, number] {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, by WCAG. */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** How light a colour looks, from 0 to 100 (L* of CIE Lab). */
function lightness(colour: string): number {
  const y = luminance(colour);
  return y <= 216 / 24389 ? (y * 24389) / 27 : 116 * Math.cbrt(y) - 16;
}

const TEXT = ['text', 'muted', 'link', 'high', 'medium', 'low'];

for (const [theme, colours] of Object.entries(THEMES)) {
  const of = (name: string) => colours.get(name) ?? assert.fail(`${theme} has no ${name}`);

  test(`${theme}: what is read stands out by 4.5 from whatever it is on`, () => {
    for (const name of TEXT) {
      for (const ground of ['surface', 'page']) {
        assert.ok(contrast(of(name), of(ground)) >= 4.5, `${name} on ${ground}: ${contrast(of(name), of(ground))}`);
      }
    }
    for (const name of ['text', 'muted', 'link'])
      assert.ok(contrast(of(name), of('sunken')) >= 4.5, `${name} on sunken`);
    assert.ok(contrast(of('on-link'), of('link')) >= 4.5, 'words on a button');
    assert.ok(contrast(of('surface'), of('high')) >= 4.5, 'words on a button that deletes');
  });

  test(`${theme}: what is seen without being read stands out by 3`, () => {
    for (const name of ['control', 'band']) {
      for (const ground of ['surface', 'page']) assert.ok(contrast(of(name), of(ground)) >= 3, `${name} on ${ground}`);
    }
  });

  test(`${theme}: heart-rate zones are seen, and told from their neighbours in grey as well`, () => {
    const zones = [1, 2, 3, 4, 5].map((number) => of(`zone-${number}`));
    for (const ground of ['surface', 'page'])
      for (const zone of zones) assert.ok(contrast(zone, of(ground)) >= 3, `${zone} on ${ground}`);
    zones.slice(1).forEach((zone, at) => {
      assert.ok(contrast(zone, zones[at]!) >= 1.35, `${at + 1} and ${at + 2}: ${contrast(zone, zones[at]!)}`);
    });
  });

  test(`${theme}: shades of heat follow each other in lightness, each told from the next`, () => {
    const shades = [1, 2, 3, 4, 5].map((number) => lightness(of(`heat-${number}`)));
    const sign = theme === 'light' ? -1 : 1;
    shades.slice(1).forEach((shade, at) => {
      assert.ok(sign * (shade - shades[at]!) >= 12, `${at + 1} and ${at + 2}: ${shades[at]} and ${shade}`);
    });
  });
}

test('both themes have the same colours', () => {
  assert.deepEqual([...THEMES.light!.keys()].sort(), [...THEMES.dark!.keys()].sort());
  assert.ok(THEMES.light!.size >= 17);
});
