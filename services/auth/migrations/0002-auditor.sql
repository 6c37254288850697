-- An audit compares states with events: it needs none of the secrets, not even sealed or hashed.
grant select (user_id, status, version) on accounts to murmuration_auditor;
grant select (user_id, expires_at, confirmed_at) on registrations to murmuration_auditor;
grant select (reset_id, expires_at, used_at) on password_resets to murmuration_auditor;
grant select (session_id, expires_at) on sessions to murmuration_auditor;
grant select (session_id, expires_at, used_at) on refresh_tokens to murmuration_auditor;
grant select (last_at) on attempts to murmuration_auditor;
grant select (kid, signs_from) on signing_keys to murmuration_auditor;
