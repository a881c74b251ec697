SELECT coalesce((SELECT max(content_key) FROM contents), 0) AS content_key,
  coalesce((SELECT max(block_key) FROM content_blocks), 0) AS block_key
