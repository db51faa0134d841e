/**
 * The views of 0001 rounded averages and named their columns by level. These are the same on every engine: `average` is one
 * IEEE division, as everywhere, and `total_milli_bpm` beside it is exact. The old ones are kept if other views depend on them.
 */
export const VIEWS = `
DO $$ BEGIN
  DROP VIEW IF EXISTS hourly_heart_rates, daily_heart_rates, monthly_heart_rates;
EXCEPTION WHEN dependent_objects_still_exist THEN NULL;
END $$;

CREATE VIEW hourly_averages AS
SELECT user_id, timestamptz 'epoch' + (day * 24 + index) * interval '1 hour' AS start,
  (counts[index + 2] - counts[index + 1])::bigint AS readings,
  sums[index + 2] - sums[index + 1] AS total_milli_bpm,
  (sums[index + 2] - sums[index + 1])::double precision
    / (1000 * (counts[index + 2] - counts[index + 1]))::double precision AS average,
  mins[index + 1] * 0.001 AS min, maxs[index + 1] * 0.001 AS max
FROM hour_rollups CROSS JOIN generate_series(0, 23) AS indexes (index)
WHERE counts[index + 2] > counts[index + 1];
COMMENT ON VIEW hourly_averages IS 'A row a user and UTC hour with readings; bpm, and their exact sum in thousandths.';

CREATE VIEW daily_averages AS
SELECT user_id, (date '1970-01-01' + month * interval '1 month' + index * interval '1 day') AT TIME ZONE 'UTC' AS start,
  counts[index + 2] - counts[index + 1] AS readings,
  sums[index + 2] - sums[index + 1] AS total_milli_bpm,
  (sums[index + 2] - sums[index + 1])::double precision
    / (1000 * (counts[index + 2] - counts[index + 1]))::double precision AS average,
  mins[index + 1] * 0.001 AS min, maxs[index + 1] * 0.001 AS max
FROM day_rollups CROSS JOIN LATERAL generate_series(0, cardinality(mins) - 1) AS indexes (index)
WHERE counts[index + 2] > counts[index + 1];
COMMENT ON VIEW daily_averages IS 'A row a user and UTC day with readings; bpm, and their exact sum in thousandths.';

CREATE VIEW monthly_averages AS
SELECT user_id, (date '1970-01-01' + (year * 12 + index) * interval '1 month') AT TIME ZONE 'UTC' AS start,
  counts[index + 2] - counts[index + 1] AS readings,
  sums[index + 2] - sums[index + 1] AS total_milli_bpm,
  (sums[index + 2] - sums[index + 1])::double precision
    / (1000 * (counts[index + 2] - counts[index + 1]))::double precision AS average,
  mins[index + 1] * 0.001 AS min, maxs[index + 1] * 0.001 AS max
FROM month_rollups CROSS JOIN generate_series(0, 11) AS indexes (index)
WHERE counts[index + 2] > counts[index + 1];
COMMENT ON VIEW monthly_averages IS 'A row a user and UTC month with readings; bpm, and their exact sum in thousandths.';
`;
