-- What recipes need and makings do not state: few, while recipes are as many as makings. A question asks it of each product that it meets.
create table view_wanting (
  event bigint not null,
  position integer not null,
  product text not null collate "C",
  primary key (event, position)
);
create index view_wanting_product on view_wanting (product, event);
grant select, insert, truncate on view_wanting to {{app}};

insert into view_wanting (event, position, product)
select e.index, row_number() over (partition by e.index order by need.position) - 1, need.part
from view_event e
cross join lateral (
  select part, min(at) as position from json_array_elements(e.details -> 'recipe') with ordinality r (need, at) cross join lateral (select need ->> 'part' as part) p
  group by part
) need
where e.details -> 'recipe' is not null and (e.details -> 'substitutes' is not null or not exists (
  select from view_participation p join view_object o on o.id = p.object left join view_object c on c.id = o.class
  where p.event = e.index and p.role = 'input' and (o.uri = need.part or c.uri = need.part)));

drop index view_event_recipe_part;
drop function view_recipe_parts(json);
