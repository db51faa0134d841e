import type { MessageLayout } from './message-layout.ts';
import { NumberField } from './number-field.ts';

const MANUFACTURER = 1;
const PRODUCT = 2;
const SERIAL = 3;
const PRODUCT_NAME = 8;

/** Those whose devices people have, by their numbers in the profile. */
const MANUFACTURERS: { readonly [number: number]: string } = {
  1: 'Garmin',
  13: 'Dynastream',
  15: 'Dynastream',
  23: 'Suunto',
  32: 'Wahoo',
  41: 'Shimano',
  69: 'Stages',
  70: 'Sigma',
  71: 'TomTom',
  76: 'Moxy',
  89: 'Tacx',
  115: 'iGPSPORT',
  123: 'Polar',
  260: 'Zwift',
  265: 'Strava',
  267: 'Bryton',
  289: 'Hammerhead',
  294: 'Coros',
  310: 'Decathlon',
};

/** What a file names the device that wrote it, in its file_id message: `Garmin product 1551, serial 3825981698`. */
export function deviceName(layout: MessageLayout, bytes: Buffer, start: number): string | undefined {
  const number = (field: number) => NumberField.of(layout, field)?.read(bytes, start);
  const manufacturer = number(MANUFACTURER);
  const product = number(PRODUCT);
  const serial = number(SERIAL);
  if (manufacturer === undefined) return undefined;
  const maker = MANUFACTURERS[manufacturer] ?? `manufacturer ${manufacturer}`;
  const model = textOf(layout, bytes, start) || (product === undefined ? '' : `product ${product}`);
  return [`${maker} ${model}`.trim(), ...(serial === undefined ? [] : [`serial ${serial}`])].join(', ');
}

/** The name of the product, up to the zero that ends it, on one line. */
function textOf({ fields }: MessageLayout, bytes: Buffer, start: number): string {
  const place = fields.get(PRODUCT_NAME);
  if (place === undefined) return '';
  const text = bytes.toString('utf8', start + place.at, start + place.at + place.size);
  return text
    .replace(/\0.*$/s, '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim();
}
