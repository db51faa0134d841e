import { type CivilDate, isLeapYear } from './civil-date.ts';

/** The age on a day of somebody born on `birthDate` (`YYYY-MM-DD`); 29 February falls on 1 March in common years. */
export function completedYears(birthDate: string, on: CivilDate): number {
  const [year, month, day] = birthDate.split('-').map(Number) as [number, number, number];
  let birthday = { month, day };
  if (month === 2 && day === 29 && !isLeapYear(on.year)) birthday = { month: 3, day: 1 };
  const hadBirthday = on.month > birthday.month || (on.month === birthday.month && on.day >= birthday.day);
  return on.year - year - (hadBirthday ? 0 : 1);
}
