-- A definition stands in its fact only: where its body is erased, no copy is left.
alter table answers_query add column removed boolean;
update answers_query set removed = definition is null;
alter table answers_query alter column removed set not null, drop column definition;
