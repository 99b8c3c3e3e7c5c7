-- Sums of large blocks, all of one lot and block in one row: a lot is read as its few blocks, and a scope of thousands of lots as as many rows.
-- What an entry is: integers (4 bytes, big end first) deed, rows, sure rows; bigints mix (-1: none), units, sure units; then the length (4 bytes) and the text of
-- what is told beside the units: quantity, space and unit of measure, each where there is one.
create function view_packed(deed bigint, mix bigint, uom text, units bigint, surely bigint, quantity numeric, rows bigint, sure_rows bigint) returns bytea
  language sql immutable parallel safe
  return int4send(deed::integer) || int4send(rows::integer) || int4send(sure_rows::integer) || int8send(coalesce(mix, -1)) || int8send(units) || int8send(surely)
    || case when quantity is null and uom is null then int4send(0)
      else int4send(octet_length(coalesce(quantity::text, '') || coalesce(' ' || uom, '')))
        || convert_to(coalesce(quantity::text, '') || coalesce(' ' || uom, ''), 'UTF8') end;

create table view_lot_block (
  lot bigint not null,
  -- Of 65,536 facts.
  block bigint not null,
  entries bytea not null,
  primary key (lot, block)
-- As long as they fit a page, entries are read where they lie, neither compressed nor elsewhere.
) with (toast_tuple_target = 8160);
grant select, insert, truncate on view_lot_block to {{app}};

insert into view_lot_block (lot, block, entries)
select lot, block, string_agg(view_packed(deed, mix, uom, units, surely, quantity, rows, sure_rows), '' order by position)
from view_lot_deed_sum where facts = 65536 group by lot, block;
delete from view_lot_deed_sum where facts = 65536;
