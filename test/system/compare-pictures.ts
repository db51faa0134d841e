import type { Page } from 'playwright-core';

/** A picture that is kept is so many times smaller: what browsers of other versions draw otherwise is smaller than a pixel of it. */
export interface Comparison {
  /** What is kept: the picture made smaller, as PNG. */
  readonly reduced: string;
  /** How many of its pixels are nowhere near where they were, or `undefined` where the measures are others. */
  readonly differing: number | undefined;
  readonly pixels: number;
  /** The picture that was, the one that is, and what differs in red, beside each other, as PNG. */
  readonly shown: string;
}

/**
 * In a browser, which reads and writes PNG. A pixel is the same when one like it is within a pixel of its place: letters move by
 * parts of a pixel from one version of a browser to the next; a button that is gone, or a colour that is another, is more.
 */
const COMPARE = `async ({ actual, expected, factor }) => {
  const UNLIKE = 32;
  const pixelsOf = async (png) => {
    const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + png)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const reduce = ({ data, width, height }) => {
    const small = new ImageData(Math.ceil(width / factor), Math.ceil(height / factor));
    for (let y = 0; y < small.height; y += 1) for (let x = 0; x < small.width; x += 1) {
      const sum = [0, 0, 0];
      let count = 0;
      for (let row = y * factor; row < Math.min(height, (y + 1) * factor); row += 1)
        for (let column = x * factor; column < Math.min(width, (x + 1) * factor); column += 1, count += 1)
          for (let part = 0; part < 3; part += 1) sum[part] += data[(row * width + column) * 4 + part];
      // Fewer shades are a smaller file, and no eye sees it.
      small.data.set([...sum.map((one) => Math.round(one / count / 8) * 8), 255], (y * small.width + x) * 4);
    }
    return small;
  };
  const pngOf = async (images) => {
    const width = images.reduce((sum, image) => sum + image.width + 8, -8);
    const canvas = new OffscreenCanvas(width, Math.max(...images.map(({ height }) => height)));
    let left = 0;
    for (const image of images) {
      canvas.getContext('2d').putImageData(image, left, 0);
      left += image.width + 8;
    }
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
    return bytes.toBase64 ? bytes.toBase64() : btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  };
  const now = reduce(await pixelsOf(actual));
  const reduced = await pngOf([now]);
  const pixels = now.width * now.height;
  if (expected === '') return { reduced, differing: undefined, pixels, shown: reduced };
  const before = await pixelsOf(expected);
  if (before.width !== now.width || before.height !== now.height)
    return { reduced, differing: undefined, pixels, shown: await pngOf([before, now]) };
  const { width, height } = now;
  const isFound = (one, other, x, y) => {
    for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1)
      for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
        const [at, to] = [(y * width + x) * 4, (row * width + column) * 4];
        if ([0, 1, 2].every((part) => Math.abs(one.data[at + part] - other.data[to + part]) < UNLIKE)) return true;
      }
    return false;
  };
  let differing = 0;
  const marked = new ImageData(new Uint8ClampedArray(now.data), width, height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    if (isFound(now, before, x, y) && isFound(before, now, x, y)) continue;
    differing += 1;
    marked.data.set([255, 0, 0, 255], (y * width + x) * 4);
  }
  return { reduced, differing, pixels, shown: await pngOf([before, now, marked]) };
}`;

/**
 * Compares a picture with one that was kept, in a page of its own.
 *
 * @param expected What was kept, as base64; empty where nothing was.
 * @param factor How many times smaller than the picture what is kept is.
 */
export function comparePictures(page: Page, actual: Buffer, expected: string, factor: number): Promise<Comparison> {
  const given = JSON.stringify({ actual: actual.toString('base64'), expected, factor });
  return page.evaluate<Comparison>(`(${COMPARE})(${given})`);
}
