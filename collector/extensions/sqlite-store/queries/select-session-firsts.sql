SELECT firsts FROM sessions WHERE id = ?
