/** Readings of a day that its row may hold one by one: as many as let the row fit a page of 8 kB. */
export const MAX_MOMENTS = 800;
/** The running sums of a day are integers of 32 bits. */
export const MAX_INTEGER = 2 ** 31 - 1;

/**
 * SQL that computes the moments of a day, and the sum up to each, from its `readings`; none where they do not fit. The running
 * sums fit an integer where those of the magnitudes do.
 */
export const DAY_MOMENTS = `
  SELECT array_agg(moment ORDER BY moment) AS moments,
    CASE WHEN count(*) > 0 THEN array_prepend(0, array_agg(running_sum ORDER BY moment)) END AS moment_sums
  FROM (
    SELECT moment, (sum(value) OVER (ORDER BY moment ROWS UNBOUNDED PRECEDING))::integer AS running_sum FROM readings
    WHERE (SELECT count(*) <= ${MAX_MOMENTS} AND sum(abs(value)) <= ${MAX_INTEGER} FROM readings)
  ) AS running`;
