-- A reservation brings all that a charge needs: there is nothing left to wait for.
alter table payments drop column reserved;
