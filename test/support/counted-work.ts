type Method = (...values: never[]) => unknown;

const METHODS = [
  'charCodeAt',
  'indexOf',
  'lastIndexOf',
  'includes',
  'split',
  'search',
  'replace',
  'replaceAll',
  'trim',
  'trimEnd',
] as const;

/**
 * Characters of strings that were looked at while `work` ran: one for each that was asked for, and for a search as many as it
 * passed. Time tells how fast a machine is; this tells how the work grows. Fails once there are more than `most`.
 */
export async function countedWork(most: number, work: () => Promise<void>): Promise<number> {
  const strings = String.prototype as unknown as Record<string, Method>;
  const originals = new Map<string, Method>(METHODS.map((name) => [name, strings[name]!]));
  const parse = JSON.parse;
  const exec = RegExp.prototype.exec;
  const restore = () => {
    for (const [name, original] of originals) strings[name] = original;
    JSON.parse = parse;
    RegExp.prototype.exec = exec;
  };
  const tooMuch = Promise.withResolvers<never>();
  let count = 0;
  // Thrown in here, it would turn up in the middle of anything.
  const add = (characters: number) => {
    count += characters;
    if (count <= most) return;
    restore();
    tooMuch.reject(new Error(`more than ${most} characters were looked at`));
  };
  for (const [name, original] of originals) {
    strings[name] = function (this: string, ...values: never[]) {
      const result = original.apply(this, values);
      if (name === 'charCodeAt') add(1);
      else if (name === 'indexOf') {
        const from = Math.min(Number(values[1] ?? 0), this.length);
        add((Number(result) < 0 ? this.length : Number(result)) - from);
      } else if (name === 'lastIndexOf') {
        add(Math.max(0, Math.min(Number(values[1] ?? this.length), this.length) - Number(result)));
      } else add(this.length);
      return result;
    };
  }
  JSON.parse = (text: string, reviver?: Parameters<typeof parse>[1]) => {
    add(text.length);
    return parse(text, reviver);
  };
  RegExp.prototype.exec = function (text: string) {
    const found = exec.call(this, text);
    add(this.sticky ? (found?.[0].length ?? 1) : String(text).length);
    return found;
  };
  try {
    await Promise.race([work(), tooMuch.promise]);
  } finally {
    restore();
  }
  return count;
}
