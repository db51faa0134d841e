import { VIEWER_ZONE, zoneName } from '../format/zones.ts';
import { text } from '../i18n/text.ts';
import { Select } from './select.tsx';

const ALL = Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC' && zone !== VIEWER_ZONE);

interface Properties {
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly label?: string;
  readonly unlabelled?: boolean;
}

/** A zone, by its name: that of this browser and UTC come first. */
export function ZoneSelect({ value, onChange, label = text('zoneLabel'), unlabelled = false }: Properties) {
  const options: (readonly [string, string])[] = [
    ...(VIEWER_ZONE === 'UTC' ? [] : [[VIEWER_ZONE, text('zoneMine', { z: zoneName(VIEWER_ZONE) })] as const]),
    ['UTC', text('zoneUtc')],
    ...ALL.map((zone) => [zone, zone.replaceAll('_', ' ')] as const),
  ];
  return <Select label={label} options={options} value={value} onChange={onChange} unlabelled={unlabelled} />;
}
