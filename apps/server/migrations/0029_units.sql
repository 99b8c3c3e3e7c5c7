-- The units of lots by name, packed by blocks of the log, so that a million of them is listed as a few thousand rows. What follows the last full block
-- is found by the same functions as what is packed: both say what the facts from one size of the log to another changed.

-- Units that facts say to be of a lot, or (`gone`) say it no longer.
create table view_lot_unit (
  lot bigint not null,
  -- Of 4,096 facts.
  block bigint not null,
  position integer not null,
  gone boolean not null,
  -- Numbers of the objects, ascending: of the first, of the last, and how many. Of each its last 30 bits, in 4 bytes, big end first; the others are those of `first`.
  first bigint not null,
  last bigint not null,
  units integer not null,
  offsets bytea not null,
  -- Their URIs: what all begin with, up to the last `/`; and what follows, a line each, in the same order.
  stem text collate "C" not null,
  names text collate "C" not null,
  primary key (lot, block, position)
);

-- Units that a standing making says to be of one composition: an entry for each such making.
create table view_mix_unit (
  lot bigint not null,
  mix bigint not null,
  block bigint not null,
  position integer not null,
  gone boolean not null,
  first bigint not null,
  offsets bytea not null,
  primary key (lot, mix, block, position)
);

-- Units that came to be known to be of a lot by the facts of [since, size), or no longer are. `old`: named before. `lots`: null for all. Looked up one by one,
-- never by a hash of all participations: `offset 0` and the settings keep the planner from that.
create function view_lot_units(since bigint, size bigint, lots bigint[]) returns table (lot bigint, object bigint, uri text, gone boolean, old boolean)
language sql stable set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
  select t.lot, t.object, t.uri, t.was, t.old from (
    select told.lot, told.object, o.uri, o.known_from < since as old,
      o.known_from < since and exists (select from view_participation p
        where p.lot = told.lot and p.object = told.object and p.event < since and (p.known_to is null or p.known_to >= since) offset 0) as was,
      told.stands or exists (select from view_participation p
        where p.lot = told.lot and p.object = told.object and p.event < size and (p.known_to is null or p.known_to >= size) offset 0) as stands
    from (
      select p.lot, p.object, bool_or(p.known_to is null or p.known_to >= size) as stands from (
        select p.lot, p.object, p.known_to from view_participation p where p.event >= since and p.event < size and p.lot is not null
        union all
        select p.lot, p.object, p.known_to from view_declaration d
        join view_event e on e.event_key = d.event_key and e.known_to = d.index and e.index < since
        join view_participation p on p.event = e.index and p.lot is not null
        where d.index >= since and d.index < size
      ) p where lots is null or p.lot = any(lots) group by p.lot, p.object
    ) told join view_object o on o.id = told.object
  ) t where t.was <> t.stands
$$;

-- The same of lots and compositions. What an event means for a lot may change because of another event, and because a unit that was named before is told to be
-- of another lot: `moved`.
create function view_mix_units(since bigint, size bigint, lots bigint[], moved bigint[]) returns table (lot bigint, mix bigint, object bigint, gone boolean)
language sql stable set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
  select t.lot, t.mix, t.object, t.was from (
    select made.event, made.lot, made.mix, p.object,
      bool_or(made.was and exists (select from view_participation q
        where q.lot = made.lot and q.object = p.object and q.event < since and (q.known_to is null or q.known_to >= since) offset 0)) as was,
      bool_or(made.stands and (p.lot = made.lot and (p.known_to is null or p.known_to >= size) or exists (select from view_participation q
        where q.lot = made.lot and q.object = p.object and q.event < size and (q.known_to is null or q.known_to >= size) offset 0))) as stands
    from (
      select l.event, l.lot, l.mix, l.deed, false as was, l.known_to is null or l.known_to >= size as stands from view_lot_deed l
      where l.known_from >= since and l.known_from < size and l.event >= since and l.mix is not null
      union all
      select l.event, l.lot, l.mix, l.deed, l.known_from < since and (l.known_to is null or l.known_to >= since),
        l.known_from < size and (l.known_to is null or l.known_to >= size)
      from (
        select event from view_lot_deed where known_from >= since and known_from < size and event < since and mix is not null
        union
        select event from view_lot_deed where known_to >= since and known_to < size and event < since and mix is not null
        union
        select p.event from unnest(moved) u (object) join view_participation p on p.object = u.object and p.event < since
      ) touched join view_lot_deed l on l.event = touched.event and l.mix is not null
    ) made join view_deed d on d.id = made.deed join view_participation p on p.event = made.event and p.quantity is null
      and (p.role = 'child' and d.role = 'taken' or p.role in ('output', 'parent') and d.role <> 'taken')
    where lots is null or made.lot = any(lots)
    group by made.event, made.lot, made.mix, p.object
  ) t where t.was <> t.stands
$$;

-- Both as they are packed: at most a thousand names to a row. `moved`: of these, the units that were named before.
create function view_lot_units_packed(since bigint, size bigint, lots bigint[])
returns table (lot bigint, "position" integer, gone boolean, first bigint, last bigint, units integer, offsets bytea, stem text, names text, moved bigint[])
language sql stable set enable_hashjoin = off set enable_mergejoin = off as $$
  select t.lot, (row_number() over (partition by t.lot order by t.gone, t.first) - 1)::integer, t.gone, t.first, t.last, t.units, t.offsets, t.stem, t.names, t.moved
  from (
    select u.lot, u.gone, u.stem, min(u.object) as first, max(u.object) as last, count(*)::integer as units,
      string_agg(int4send((u.object & 1073741823)::integer), '' order by u.object) as offsets,
      string_agg(substr(u.uri, length(u.stem) + 1), e'\n' order by u.object) as names, array_agg(u.object) filter (where u.old) as moved
    from (
      select *, (row_number() over (partition by n.lot, n.gone, n.object >> 30, n.stem order by n.object) - 1) / 1000 as piece from (
        select u.*, left(u.uri, length(u.uri) + 1 - strpos(reverse(u.uri), '/')) as stem from view_lot_units(since, size, lots) u
      ) n
    ) u group by u.lot, u.gone, u.object >> 30, u.stem, u.piece
  ) t
$$;
create function view_mix_units_packed(since bigint, size bigint, lots bigint[], moved bigint[])
returns table (lot bigint, mix bigint, "position" integer, gone boolean, first bigint, offsets bytea) language sql stable as $$
  select t.lot, t.mix, (row_number() over (partition by t.lot, t.mix order by t.gone, t.first) - 1)::integer, t.gone, t.first, t.offsets from (
    select u.lot, u.mix, u.gone, min(u.object) as first, string_agg(int4send((u.object & 1073741823)::integer), '' order by u.object) as offsets
    from view_mix_units(since, size, lots, moved) u group by u.lot, u.mix, u.gone, u.object >> 30
  ) t
$$;

-- Packs a block of so many facts, all of which were followed.
create function view_pack_units(packing bigint, facts bigint) returns void language sql as $$
  with packed as materialized (select * from view_lot_units_packed(packing * facts, packing * facts + facts, null)),
  named as (
    insert into view_lot_unit (lot, block, position, gone, first, last, units, offsets, stem, names)
    select lot, packing, position, gone, first, last, units, offsets, stem, names from packed
  )
  insert into view_mix_unit (lot, mix, block, position, gone, first, offsets)
  select lot, mix, packing, position, gone, first, offsets from view_mix_units_packed(packing * facts, packing * facts + facts, null,
    array(select unnest(moved) from packed))
$$;

grant select, insert, truncate on view_lot_unit, view_mix_unit to {{app}};

-- Of the blocks that are full already.
do $body$
declare
  facts constant bigint := 4096;
begin
  for full_block in 0 .. (select cursor / facts from view_cursor where name = 'rollups') - 1 loop
    perform view_pack_units(full_block, facts);
  end loop;
end
$body$;
