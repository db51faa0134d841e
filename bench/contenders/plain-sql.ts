import { timestampText } from '../data/timestamp-text.ts';
import type { CohortQuery, TopQuery, UsersQuery } from '../queries/query.ts';

export interface Statement {
  readonly text: string;
  readonly values: (string | number)[];
}

/**
 * The users of a cohort, as SQLAlchemy writes the statement. Several genders are an IN list; for
 * all, the condition is left out. DuckDB takes it as it is.
 */
export function usersStatement(query: UsersQuery): Statement {
  const { minHeartRate } = query;
  const { text, values } = cohortSource(query);
  values.push(minHeartRate);
  return {
    text: `SELECT users.id ${text}
      GROUP BY users.id HAVING avg(heart_rates.heart_rate) > $${values.length}
      ORDER BY avg(heart_rates.heart_rate) DESC`,
    values,
  };
}

/** Averages of the whole cohort, by the same join. */
export function cohortStatement(query: CohortQuery): Statement {
  const { text, values } = cohortSource(query);
  return {
    text: `SELECT users.id, avg(heart_rates.heart_rate) ${text}
      GROUP BY users.id ORDER BY avg(heart_rates.heart_rate) DESC, users.id`,
    values,
  };
}

/** The highest hourly averages of a user. */
export function topStatement({ userId, from, to }: TopQuery): Statement {
  return {
    text: `SELECT DISTINCT hours.avg_heart_rate FROM (
        SELECT avg(heart_rates.heart_rate) AS avg_heart_rate FROM heart_rates
        WHERE heart_rates.user_id = $1
          AND heart_rates.timestamp >= $2::timestamp AND heart_rates.timestamp <= $3::timestamp
        GROUP BY date_trunc('hour', heart_rates.timestamp)
      ) AS hours
      ORDER BY hours.avg_heart_rate DESC LIMIT 10`,
    values: [userId, timestampText(from), timestampText(to)],
  };
}

function cohortSource({ minAge, genders, from, to }: CohortQuery): Statement {
  const values: (string | number)[] = [minAge, timestampText(from), timestampText(to)];
  const places = genders?.map((gender) => `$${values.push(gender)}`);
  const ofGenders =
    places === undefined
      ? ''
      : places.length === 1
        ? `AND users.gender = ${places[0]}`
        : `AND users.gender IN (${places.join(', ')})`;
  return {
    text: `FROM users JOIN heart_rates ON users.id = heart_rates.user_id
      WHERE users.age > $1 ${ofGenders}
        AND heart_rates.timestamp >= $2::timestamp AND heart_rates.timestamp <= $3::timestamp`,
    values,
  };
}
