/** Text that identifies a person in other systems. Compared byte by byte, whatever the database's collation: `a` is not `A`. */
export const EXTERNAL_IDS = `
ALTER TABLE users ADD COLUMN external_id text COLLATE "C" CHECK (char_length(external_id) BETWEEN 1 AND 255);
CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE external_id IS NOT NULL;
COMMENT ON COLUMN users.external_id IS 'Text by which others know the person, unique.';
`;
