-- What is left of spans when their contents are cut out is packed into blocks as well: 857 bytes a span become 46, because
-- neighbours have the same attributes. Blocks of bodies are no contents: nobody looks for them by a hash.
ALTER TABLE span_bodies ADD COLUMN body_key INTEGER; -- like a content's key; null in rows of before, whose body stands in place
ALTER TABLE content_blocks ADD COLUMN holds_bodies INTEGER NOT NULL DEFAULT 0;

-- Known contents are remembered, and remembered anew from the newest index entries after a start. Looking for every new one in
-- an index of random keys cost 4 % of ingest in a small file and reads from all over a large one.
DROP INDEX content_index_by_hash;
ALTER TABLE content_index DROP COLUMN hash;
ALTER TABLE content_index ADD COLUMN digest BLOB; -- SHA-256 of the exact bytes; null in rows of before
