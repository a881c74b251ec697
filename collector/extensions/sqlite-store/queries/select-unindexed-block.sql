SELECT block_key FROM content_blocks
WHERE block_key > (SELECT coalesce(max(content_key), 0) / 65536 FROM content_index) AND NOT holds_bodies
ORDER BY block_key
LIMIT 1
