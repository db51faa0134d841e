/**
 * Users, raw readings and their totals.
 *
 * `heart_rates` and `hour_totals` have a partition a month, made as data comes. Buckets are numbers since 1970: hours, days,
 * months, all UTC; sums, minima and maxima are thousandths of a bpm. The views give people instants and bpm.
 */
export const INITIAL = `
CREATE TABLE users (
  id bigint PRIMARY KEY CHECK (id BETWEEN 1 AND 9007199254740991),
  name text NOT NULL,
  gender text NOT NULL CHECK (gender IN ('male', 'female', 'other', 'unknown')),
  age smallint CHECK (age BETWEEN 0 AND 150),
  birth_date date
);
COMMENT ON TABLE users IS 'People whose readings are kept. birth_date goes before age.';

CREATE TABLE heart_rates (
  user_id bigint NOT NULL,
  "timestamp" timestamptz(3) NOT NULL,
  heart_rate numeric(9, 3) NOT NULL,
  PRIMARY KEY (user_id, "timestamp")
) PARTITION BY RANGE ("timestamp");
COMMENT ON TABLE heart_rates IS 'Raw readings in beats per minute. Write through Pulsebase only: the totals follow from it.';

CREATE TABLE hour_totals (
  user_id bigint NOT NULL,
  hour integer NOT NULL,
  count integer NOT NULL,
  sum bigint NOT NULL,
  min integer NOT NULL,
  max integer NOT NULL,
  PRIMARY KEY (user_id, hour) INCLUDE (count, sum)
) PARTITION BY RANGE (hour);

CREATE TABLE day_totals (
  user_id bigint NOT NULL,
  day integer NOT NULL,
  count integer NOT NULL,
  sum bigint NOT NULL,
  min integer NOT NULL,
  max integer NOT NULL,
  PRIMARY KEY (day, user_id)
);

CREATE TABLE month_totals (
  user_id bigint NOT NULL,
  month integer NOT NULL,
  count integer NOT NULL,
  sum bigint NOT NULL,
  min integer NOT NULL,
  max integer NOT NULL,
  PRIMARY KEY (month, user_id)
);
`;
