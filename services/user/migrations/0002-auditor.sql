-- An audit needs no key. What it sees of people stays sealed to it.
grant select (user_id, made_at, destroyed_at) on person_keys to murmuration_auditor;
