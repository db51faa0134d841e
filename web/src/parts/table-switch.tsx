import { text } from '../i18n/text.ts';
import { Choice } from './choice.tsx';

/** Chooses between a chart and the table behind it. */
export function TableSwitch({
  isTable,
  onChange,
}: {
  readonly isTable: boolean;
  readonly onChange: (isTable: boolean) => void;
}) {
  return (
    <Choice
      label={text('show')}
      options={[
        ['chart', text('chart')],
        ['table', text('table')],
      ]}
      value={isTable ? 'table' : 'chart'}
      onChange={(value) => onChange(value === 'table')}
    />
  );
}
