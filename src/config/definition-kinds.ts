import { formatByteSize, parseByteSize } from './byte-size.ts';
import type { SettingDefinition } from './setting-definition.ts';

const MEBIBYTE = 1024 ** 2;

export function integer(variable: string, fallback: number, min: number, max: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: `an integer from ${min} to ${max}`,
    parse: (text) => (/^\d+$/.test(text) ? decimal(text, min, max) : undefined),
    show: String,
  };
}

export function seconds(variable: string, fallback: number, min: number, max: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: `seconds from ${min} to ${max}`,
    parse: (text) => decimal(text, min, max),
    show: String,
  };
}

export function milliseconds(variable: string, fallback: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: 'milliseconds from 1 to 3600000',
    parse: (text) => decimal(text, 1, 3_600_000),
    show: String,
  };
}

export function byteSize(variable: string, fallback: number): SettingDefinition<number> {
  return {
    variable,
    default: fallback,
    allowed: 'a size of at least 1MiB such as 512MiB, 2GiB, 2GB or a number of bytes',
    parse: (text) => {
      const bytes = parseByteSize(text);
      return bytes !== undefined && bytes >= MEBIBYTE && Number.isSafeInteger(bytes) ? bytes : undefined;
    },
    show: formatByteSize,
  };
}

/** Plain decimal text in a range; no signs, exponents or other bases. */
export function decimal(text: string, min: number, max: number): number | undefined {
  const value = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
