-- What an object, or what is told of a lot by its members, does in events is asked by role: where a lot comes from, without all that it went into; what it went
-- into, the first events of it, without the others. Members of a lot by their numbers are found by the member, which is in few events.
drop index view_participation_object;
create index view_participation_object on view_participation (object, role, event);
drop index view_participation_lot;
create index view_participation_lot on view_participation (lot, role, event) where lot is not null;

-- `lot + 0` keeps the lookup of one member from going through all of its lot.
create or replace function view_lot_units(since bigint, size bigint, lots bigint[]) returns table (lot bigint, object bigint, uri text, gone boolean, old boolean)
language sql stable set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
  select t.lot, t.object, t.uri, t.was, t.old from (
    select told.lot, told.object, o.uri, o.known_from < since as old,
      o.known_from < since and exists (select from view_participation p
        where p.lot + 0 = told.lot and p.object = told.object and p.event + 0 < since and (p.known_to is null or p.known_to >= since) offset 0) as was,
      told.stands or exists (select from view_participation p
        where p.lot + 0 = told.lot and p.object = told.object and p.event + 0 < size and (p.known_to is null or p.known_to >= size) offset 0) as stands
    from (
      select p.lot, p.object, bool_or(p.known_to is null or p.known_to >= size) as stands from (
        select p.lot, p.object, p.known_to from view_participation p where p.event >= since and p.event < size and p.lot is not null
        union all
        select p.lot, p.object, p.known_to from view_declaration d
        join view_event e on e.event_key = d.event_key and e.known_to = d.index and e.index + 0 < since
        join view_participation p on p.event = e.index and p.lot is not null
        where d.index >= since and d.index < size
      ) p where lots is null or p.lot = any(lots) group by p.lot, p.object
    ) told join view_object o on o.id = told.object
  ) t where t.was <> t.stands
$$;

create or replace function view_mix_units(since bigint, size bigint, lots bigint[], moved bigint[]) returns table (lot bigint, mix bigint, object bigint, gone boolean)
language sql stable set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
  select t.lot, t.mix, t.object, t.was from (
    select made.event, made.lot, made.mix, p.object,
      bool_or(made.was and exists (select from view_participation q
        where q.lot + 0 = made.lot and q.object = p.object and q.event + 0 < since and (q.known_to is null or q.known_to >= since) offset 0)) as was,
      bool_or(made.stands and (p.lot = made.lot and (p.known_to is null or p.known_to >= size) or exists (select from view_participation q
        where q.lot + 0 = made.lot and q.object = p.object and q.event + 0 < size and (q.known_to is null or q.known_to >= size) offset 0))) as stands
    from (
      select l.event, l.lot, l.mix, l.deed, false as was, l.known_to is null or l.known_to >= size as stands from view_lot_deed l
      where l.known_from >= since and l.known_from < size and l.event + 0 >= since and l.mix is not null
      union all
      select l.event, l.lot, l.mix, l.deed, l.known_from < since and (l.known_to is null or l.known_to >= since),
        l.known_from < size and (l.known_to is null or l.known_to >= size)
      from (
        select event from view_lot_deed where known_from >= since and known_from < size and event + 0 < since and mix is not null
        union
        select event from view_lot_deed where known_to >= since and known_to < size and event + 0 < since and mix is not null
        union
        select p.event from unnest(moved) u (object)
        cross join lateral (select event from view_participation where object = u.object offset 0) p where p.event < since
      ) touched cross join lateral (select * from view_lot_deed where event = touched.event offset 0) l where l.mix is not null
    ) made cross join lateral (select role from view_deed where id = made.deed offset 0) d
      cross join lateral (select * from view_participation where event = made.event offset 0) p
    where p.quantity is null and (p.role = 'child' and d.role = 'taken' or p.role in ('output', 'parent') and d.role <> 'taken')
      and (lots is null or made.lot = any(lots))
    group by made.event, made.lot, made.mix, p.object
  ) t where t.was <> t.stands
$$;
