UPDATE uses SET newest_list_key = ? WHERE kind = 1 AND key = ?
