-- Traces keep their keys, which spans refer to; no session has the key 0.
UPDATE traces SET session_key = 0
