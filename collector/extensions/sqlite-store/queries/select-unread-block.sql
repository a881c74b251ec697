SELECT block_key FROM content_blocks
WHERE block_key > coalesce(
  (SELECT block_key FROM contents WHERE content_key = (SELECT max(content_key) FROM content_texts)), 0)
ORDER BY block_key
LIMIT 1
