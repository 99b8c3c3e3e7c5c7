-- Instances of which no standing fact tells a lot: they may be of any lot of their product (trace/1 §2). Opened by the fact that first names the
-- instance without its lot, or declares the last word of its lot wrong; closed by the next fact that tells its lot. An instance whose first
-- fact tells its lot never has a row.
create table view_untold (
  object bigint not null,
  class bigint not null,
  known_from bigint not null,
  known_to bigint,
  primary key (object, known_from)
);
create index view_untold_class on view_untold (class, known_from) where known_to is null;
create index view_untold_class_closed on view_untold (class, known_to) where known_to is not null;
create index view_untold_object on view_untold (object) where known_to is null;

-- The lots of a product.
create index view_object_lots on view_object (class, known_from) where level = 'lot';

grant select, insert, truncate on view_untold to {{app}};
grant update (known_to) on view_untold to {{app}};

-- What was projected before this table came.
with told as (
  select object, event, known_to from view_participation where lot is not null and (known_to is null or known_to > event)
),
opened as (
  select o.id as object, o.class, o.known_from from view_object o
  where o.level = 'instance' and o.class is not null and not exists (select from told t where t.object = o.id and t.event = o.known_from)
  union
  select o.id, o.class, t.known_to from told t join view_object o on o.id = t.object
  where t.known_to is not null and o.level = 'instance' and o.class is not null
    and not exists (select from told f where f.object = t.object and f.event < t.known_to and (f.known_to is null or f.known_to > t.known_to))
)
insert into view_untold
select object, class, known_from, (select min(event) from told t where t.object = opened.object and t.event > opened.known_from) from opened;
