import { formatByteSize, parseByteSize } from './byte-size.ts';
import type { SettingDefinition } from './setting-definition.ts';

const MEBIBYTE = 1024 ** 2;

/** What a definition says besides its kind. */
type Named<T> = Pick<SettingDefinition<T>, 'variable' | 'about' | 'default'>;

interface Range {
  readonly min: number;
  readonly max: number;
}

export function integer({ min, max, ...named }: Named<number> & Range): SettingDefinition<number> {
  return {
    ...named,
    allowed: `an integer from ${min} to ${max}`,
    parse: (text) => (/^\d+$/.test(text) ? decimal(text, min, max) : undefined),
    show: String,
  };
}

export function seconds({ min, max, ...named }: Named<number> & Range): SettingDefinition<number> {
  return {
    ...named,
    allowed: `seconds from ${min} to ${max}`,
    parse: (text) => decimal(text, min, max),
    show: String,
  };
}

export function milliseconds(named: Named<number>): SettingDefinition<number> {
  return {
    ...named,
    allowed: 'milliseconds from 1 to 3600000',
    parse: (text) => decimal(text, 1, 3_600_000),
    show: String,
  };
}

/** @param named With the largest size that is allowed, if there is one. */
export function byteSize({
  max = Number.MAX_SAFE_INTEGER,
  ...named
}: Named<number> & Partial<Pick<Range, 'max'>>): SettingDefinition<number> {
  const limits =
    max === Number.MAX_SAFE_INTEGER
      ? 'of at least 1MiB such as 512MiB, 2GiB, 2GB'
      : `from 1MiB to ${formatByteSize(max)} such as 512MiB, 500MB`;
  return {
    ...named,
    allowed: `a size ${limits} or a number of bytes`,
    parse: (text) => {
      const bytes = parseByteSize(text);
      return bytes !== undefined && bytes >= MEBIBYTE && bytes <= max ? bytes : undefined;
    },
    show: formatByteSize,
  };
}

export function heartRate(named: Named<number>): SettingDefinition<number> {
  return {
    ...named,
    allowed: 'bpm from 0.001 to 1000 with at most three decimals',
    parse: (text) => (/^\d+(?:\.\d{1,3})?$/.test(text) ? decimal(text, 0.001, 1000) : undefined),
    show: String,
  };
}

export function oneOf<T extends string>(words: readonly T[], named: Named<T>): SettingDefinition<T> {
  return {
    ...named,
    allowed: `one of ${words.join(', ')}`,
    parse: (text) => words.find((word) => word === text.toLowerCase()),
    show: String,
  };
}

export function flag(named: Named<boolean>): SettingDefinition<boolean> {
  return {
    ...named,
    allowed: 'true or false (also on, off, yes, no, 1, 0)',
    parse: (text) => {
      if (/^(?:true|on|yes|1)$/i.test(text)) return true;
      return /^(?:false|off|no|0)$/i.test(text) ? false : undefined;
    },
    show: String,
  };
}

/** Text that is empty when it is not set, unless it has a default. */
export function text({
  accepts = () => true,
  ...named
}: Pick<SettingDefinition<string>, 'variable' | 'about' | 'allowed'> &
  Partial<Pick<SettingDefinition<string>, 'default' | 'show' | 'hide'>> & {
    readonly accepts?: (text: string) => boolean;
  }): SettingDefinition<string> {
  return {
    default: '',
    show: (value) => value,
    ...named,
    parse: (given) => (accepts(given) ? given : undefined),
  };
}

/** Text that must not be shown, not even in part. */
export function secret(named: Parameters<typeof text>[0]): SettingDefinition<string> {
  return text({ ...named, show: hideAll, hide: hideAll });
}

/** Shown instead of secret text. */
export function hideAll(secretText: string): string {
  return secretText === '' ? '' : '***';
}

/** Parses plain decimal text in a range; no signs, exponents or other bases. */
export function decimal(given: string, min: number, max: number): number | undefined {
  const value = /^\d+(?:\.\d+)?$/.test(given) ? Number(given) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
