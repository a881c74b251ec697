-- The traces that gave a session its agent, user, workflow and title, and how its traces belong to it (JSON of SessionFirsts):
-- a trace that comes is compared with them instead of with all the session's traces. Null in what stood before; the first
-- change of such a session reads its traces once.
ALTER TABLE sessions ADD COLUMN firsts TEXT;
