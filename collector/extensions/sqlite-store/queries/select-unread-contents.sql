SELECT content_key, bytes FROM contents
WHERE content_key > (SELECT coalesce(max(content_key), 0) FROM content_texts)
ORDER BY content_key
LIMIT ?
