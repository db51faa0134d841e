/** An SVG element as text. Numbers are cut to a hundredth of a pixel; text is escaped. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[] = [],
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeText(value)}"`,
  );
  const start = `<${name}${written.join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}>`;
}

/** Text at a point; `anchor` says which of its ends stands there. */
export function textAt(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
  attributes: Readonly<Record<string, string | number>> = {},
): string {
  return element('text', { x, y, 'text-anchor': anchor, ...attributes }, [escapeText(text)]);
}

/** A whole picture on white, so that it can be read on dark pages too. */
export function picture(width: number, height: number, title: string, children: readonly string[]): string {
  const root = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': 'system-ui, Helvetica, Arial, sans-serif',
      'font-size': 12,
      fill: '#24292f',
    },
    [
      element('title', {}, [escapeText(title)]),
      element('rect', { width, height, fill: '#ffffff' }),
      textAt(16, 24, title, 'start', { 'font-size': 15, 'font-weight': 600 }),
      ...children,
    ],
  );
  return `${root}\n`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
