import { SEVERITY_MARKS } from '../chart/severity-marks.ts';
import { text } from '../i18n/text.ts';

export const SEVERITIES = ['high', 'medium', 'low'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A severity, in a shape, a colour and a word. */
export function SeverityMark({ of, wordless = false }: { readonly of: string; readonly wordless?: boolean }) {
  const severity = SEVERITIES.find((known) => known === of) ?? 'low';
  return (
    <span class={`severity severity-${severity}`}>
      <span aria-hidden="true" class="severity-mark">
        {SEVERITY_MARKS[severity]}
      </span>
      <span class={wordless ? 'unseen' : ''}>{text(severity)}</span>
    </span>
  );
}
