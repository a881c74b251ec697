DELETE FROM resources WHERE resource_key = ?
