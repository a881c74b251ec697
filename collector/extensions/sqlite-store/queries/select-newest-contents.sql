SELECT content_key, digest FROM content_index WHERE digest IS NOT NULL ORDER BY content_key DESC LIMIT ?
