import Type from 'typebox';
import { PulsebaseError } from '../../../model/pulsebase-error.ts';
import { RESOLUTIONS } from '../../../window/resolution.ts';
import { identifiedUser } from '../identified-user.ts';
import { mcpTool } from '../mcp-tool.ts';
import { USER, WINDOW, windowOfAnswer } from '../tool-inputs.ts';

/** More would fill the context of a model with numbers. */
const MAX_ROWS = 400;

export const averagesTool = mcpTool({
  name: 'averages',
  title: 'Averages of a user over time',
  description: `The average, lowest and highest heart rate of one user in bpm, and the number of readings, by hour, day, ISO week or month of UTC or of a time zone. Stretches without readings are left out. At most ${MAX_ROWS} rows: for a long window take a coarser resolution. To average several rows, weigh each by its readings.`,
  input: Type.Object(
    {
      user: USER,
      ...WINDOW,
      resolution: Type.Enum([...RESOLUTIONS]),
      timezone: Type.Optional(
        Type.String({ description: 'IANA zone whose hours, days, weeks and months are meant; UTC when left out.' }),
      ),
    },
    { additionalProperties: false },
  ),
  async run(store, { user, from, to, resolution, timezone }) {
    const { id, externalId } = await identifiedUser(store, user);
    const rows: object[] = [];
    const zone = timezone === undefined ? {} : { timezone };
    for await (const { start, count, average, min, max } of store.averages(id, { from, to }, resolution, zone)) {
      if (rows.length === MAX_ROWS) {
        throw new PulsebaseError(
          'INVALID_ARGUMENT',
          `the window has more than ${MAX_ROWS} rows of resolution ${resolution}; take a coarser one or a shorter window`,
          { field: 'resolution' },
        );
      }
      rows.push({ start: start.toISOString(), readings: count, average, min, max });
    }
    return {
      answer: {
        unit: 'bpm',
        window: windowOfAnswer({ from, to }),
        timezone: timezone ?? 'UTC',
        resolution,
        userId: id,
        externalId,
        rows,
      },
      users: [id],
    };
  },
});
