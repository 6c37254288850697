-- Until now an erasure could miss a key that was made at the same moment; whoever is erased has none.
update person_keys k set wrapped = null, destroyed_at = now()
  from users u where u.user_id = k.user_id and u.status = 'erased' and k.wrapped is not null;
