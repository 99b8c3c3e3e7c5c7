-- Lots of which some was taken out of what it may be a part of: few, while what lots are put into is very much. A question where a lot comes from asks
-- it of every lot that it meets: what nobody told to have been put in comes from there (trace/1 §8.14).
create table view_removed (
  object bigint not null,
  event bigint not null,
  primary key (object, event)
);
grant select, insert, truncate on view_removed to {{app}};

insert into view_removed (object, event)
select distinct p.object, p.event
from view_event e join view_participation p on p.event = e.index and p.role = 'child' join view_object o on o.id = p.object and o.level = 'lot'
where e.action = 'DELETE' and exists (
  select from view_participation q join view_object r on r.id = q.object
  where q.event = e.index and q.role = 'parent' and (e.type = 'AssociationEvent' or r.level not in ('logistic-unit', 'asset')));
