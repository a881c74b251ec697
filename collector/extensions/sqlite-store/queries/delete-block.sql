DELETE FROM content_blocks WHERE block_key = ? RETURNING length(bytes) AS bytes
