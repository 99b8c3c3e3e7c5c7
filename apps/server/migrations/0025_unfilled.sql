-- Boxes of which no standing fact tells what was put in: what left in one may be anything (trace/1 §7). Opened by the fact that first names the box without
-- filling it, or declares the last word of its filling wrong; closed by the next fact that fills it. A box that is filled by its first fact never has a row.
create table view_unfilled (
  object bigint not null,
  known_from bigint not null,
  known_to bigint,
  primary key (object, known_from)
);
create index view_unfilled_open on view_unfilled (known_from) where known_to is null;
create index view_unfilled_closed on view_unfilled (known_to, known_from) where known_to is not null;
create index view_unfilled_object on view_unfilled (object) where known_to is null;

grant select, insert, truncate on view_unfilled to {{app}};
grant update (known_to) on view_unfilled to {{app}};

-- What was projected before this table came.
with filled as (
  select p.object, p.event, p.known_to from view_participation p join view_event e on e.index = p.event
  where p.role = 'parent' and e.action is distinct from 'DELETE' and (p.known_to is null or p.known_to > p.event)
),
opened as (
  select o.id as object, o.known_from from view_object o
  where o.level = 'logistic-unit' and not exists (select from filled f where f.object = o.id and f.event = o.known_from)
  union
  select o.id, f.known_to from filled f join view_object o on o.id = f.object
  where f.known_to is not null and o.level = 'logistic-unit'
    and not exists (select from filled g where g.object = f.object and g.event < f.known_to and (g.known_to is null or g.known_to > f.known_to))
)
insert into view_unfilled
select o.object, o.known_from, min(f.event) from opened o left join filled f on f.object = o.object and f.event > o.known_from
group by o.object, o.known_from;
