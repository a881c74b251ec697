SELECT resource_key AS key FROM resources WHERE digest = ?
