/**
 * Users, raw readings and their roll-ups.
 *
 * A roll-up row is a page of buckets: the hours of a day, the days of a month, the months of a year, all UTC, as numbers
 * since 1970. `counts` and `sums` are running totals: element 1 is 0, element n + 1 is the total of the first n buckets, so
 * that any stretch of a page is the difference of two elements, found in one row. Sums, minima and maxima are thousandths
 * of a bpm; the minimum and maximum of an empty bucket are 0. The views give people one row a bucket, instants and bpm.
 *
 * A day of few readings also holds when each was taken, in milliseconds of the day, and the running sums: the readings of
 * a part of an hour, too, are then found in the one row. Of fuller days the raw readings are looked up.
 *
 * Rows of days and months are written again with each batch: half a page is left free, so that the new version finds room
 * beside the old one and no index needs to know.
 *
 * `heart_rates` and `hour_rollups` have a partition a month, made as data comes.
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
COMMENT ON TABLE heart_rates IS
  'Raw readings in beats per minute. Write through Pulsebase only: the roll-ups follow from it.';

CREATE TABLE hour_rollups (
  user_id bigint NOT NULL,
  day integer NOT NULL,
  filled smallint NOT NULL,
  min integer NOT NULL,
  max integer NOT NULL,
  peak double precision NOT NULL,
  counts integer[] NOT NULL,
  sums bigint[] NOT NULL,
  mins integer[] NOT NULL,
  maxs integer[] NOT NULL,
  moments integer[],
  moment_sums integer[],
  PRIMARY KEY (user_id, day)
) PARTITION BY RANGE (day);
CREATE INDEX hour_rollups_by_day ON hour_rollups (day, user_id);
COMMENT ON TABLE hour_rollups IS 'The hours of a day. peak is the highest hourly average in bpm; filled counts buckets in use.';

CREATE TABLE day_rollups (
  user_id bigint NOT NULL,
  month integer NOT NULL,
  filled smallint NOT NULL,
  min integer NOT NULL,
  max integer NOT NULL,
  counts bigint[] NOT NULL,
  sums bigint[] NOT NULL,
  mins integer[] NOT NULL,
  maxs integer[] NOT NULL,
  peaks double precision[] NOT NULL,
  PRIMARY KEY (user_id, month)
) WITH (fillfactor = 50);
CREATE INDEX day_rollups_by_month ON day_rollups (month, user_id);
COMMENT ON TABLE day_rollups IS 'The days of a month. peaks are the highest hourly averages of the days in bpm.';

CREATE TABLE month_rollups (
  user_id bigint NOT NULL,
  year integer NOT NULL,
  filled smallint NOT NULL,
  min integer NOT NULL,
  max integer NOT NULL,
  counts bigint[] NOT NULL,
  sums bigint[] NOT NULL,
  mins integer[] NOT NULL,
  maxs integer[] NOT NULL,
  PRIMARY KEY (user_id, year)
) WITH (fillfactor = 50);
CREATE INDEX month_rollups_by_year ON month_rollups (year, user_id);
COMMENT ON TABLE month_rollups IS 'The months of a year; year counts from 1970.';

CREATE VIEW hourly_heart_rates AS
SELECT user_id, timestamptz 'epoch' + (day * 24 + slot) * interval '1 hour' AS hour,
  (counts[slot + 2] - counts[slot + 1])::bigint AS readings,
  round((sums[slot + 2] - sums[slot + 1]) / (1000.0 * (counts[slot + 2] - counts[slot + 1])), 3) AS average,
  mins[slot + 1] * 0.001 AS min, maxs[slot + 1] * 0.001 AS max
FROM hour_rollups CROSS JOIN generate_series(0, 23) AS slots (slot)
WHERE counts[slot + 2] > counts[slot + 1];

CREATE VIEW daily_heart_rates AS
SELECT user_id, (date '1970-01-01' + month * interval '1 month')::date + slot AS day,
  counts[slot + 2] - counts[slot + 1] AS readings,
  round((sums[slot + 2] - sums[slot + 1]) / (1000.0 * (counts[slot + 2] - counts[slot + 1])), 3) AS average,
  mins[slot + 1] * 0.001 AS min, maxs[slot + 1] * 0.001 AS max
FROM day_rollups CROSS JOIN LATERAL generate_series(0, cardinality(mins) - 1) AS slots (slot)
WHERE counts[slot + 2] > counts[slot + 1];

CREATE VIEW monthly_heart_rates AS
SELECT user_id, (date '1970-01-01' + (year * 12 + slot) * interval '1 month')::date AS month,
  counts[slot + 2] - counts[slot + 1] AS readings,
  round((sums[slot + 2] - sums[slot + 1]) / (1000.0 * (counts[slot + 2] - counts[slot + 1])), 3) AS average,
  mins[slot + 1] * 0.001 AS min, maxs[slot + 1] * 0.001 AS max
FROM month_rollups CROSS JOIN generate_series(0, 11) AS slots (slot)
WHERE counts[slot + 2] > counts[slot + 1];
`;
