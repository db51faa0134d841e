import { text } from '../i18n/text.ts';
import { Dialog } from '../parts/dialog.tsx';

/** The keys of a chart that has the focus, and what each does. */
const CHART_KEYS = [
  [['←', '→', 'Home', 'End'], 'key_points'],
  [['Shift ←', 'Shift →'], 'key_pan'],
  [['+', '−'], 'key_zoom'],
  [['1', '…', '6'], 'key_spans'],
  [['N', 'P'], 'key_alarms'],
  [['T'], 'key_table'],
  [['Z'], 'key_zone'],
  [['Backspace'], 'key_back'],
  [['Esc'], 'key_leave'],
  [['?'], 'key_help'],
] as const;

/** The same in one line, for those who hear it. */
export function chartKeysInWords(): string {
  return CHART_KEYS.map(([keys, words]) => `${keys.join(' ')}: ${text(words)}`).join('; ');
}

/** Shows the keys of a chart. */
export function ChartKeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={text('chartKeys')} onClose={onClose}>
      <table>
        <caption class="unseen">{text('chartKeys')}</caption>
        <tbody>
          {CHART_KEYS.map(([keys, words]) => (
            <tr key={words}>
              <th scope="row" class="keys-cell">
                {keys.map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}
              </th>
              <td>{text(words)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
