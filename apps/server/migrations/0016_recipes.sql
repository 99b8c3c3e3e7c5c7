-- The products that the recipe of an event needs. A question asks it of each product that it meets: it must not read every recipe there is.
create function view_recipe_parts(details json) returns text[] language sql immutable parallel safe
  return array(select need ->> 'part' from json_array_elements(details -> 'recipe') need);
create index view_event_recipe_part on view_event using gin (view_recipe_parts(details)) with (gin_pending_list_limit = 512)
  where details -> 'recipe' is not null;
drop index view_event_recipe;
