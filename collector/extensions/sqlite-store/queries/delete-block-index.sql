DELETE FROM content_index WHERE content_key IN (
  SELECT content_key FROM content_index
  WHERE content_key >= @blockKey * 65536 AND content_key < (@blockKey + 1) * 65536
  ORDER BY content_key
  LIMIT @limit
)
