-- Sums by small blocks as well (`facts` to a block): what came since the last full large block is read as a few small ones. Made anew: a block in which
-- nothing changed of a lot but that a row is no longer sure had been left out.
drop table view_lot_deed_sum;
create table view_lot_deed_sum (
  lot bigint not null,
  -- Facts to a block.
  facts integer not null,
  block bigint not null,
  position integer not null,
  deed bigint not null,
  mix bigint,
  uom text collate "C",
  units bigint not null,
  -- Units of rows that are sure.
  surely bigint not null,
  quantity numeric,
  rows bigint not null,
  sure_rows bigint not null,
  primary key (lot, facts, block, position)
);
create index view_lot_deed_sum_block on view_lot_deed_sum (facts, block);
grant select, insert, truncate on view_lot_deed_sum to {{app}};

insert into view_lot_deed_sum (lot, facts, block, position, deed, mix, uom, units, surely, quantity, rows, sure_rows)
select lot, facts, block, row_number() over (partition by lot, facts, block order by deed, mix nulls first, uom nulls first) - 1, deed, mix, uom,
  sum(units), sum(surely), sum(quantity), sum(rows), sum(sure_rows)
from (
  select known_from as fact, lot, deed, mix, uom, units, sure::integer * units as surely, quantity, 1 as rows, sure::integer as sure_rows from view_lot_deed
  union all
  select known_to, lot, deed, mix, uom, -units, -sure::integer * units, -quantity, -1, -sure::integer from view_lot_deed where known_to is not null
) change cross join unnest(array[4096, 65536]) facts cross join lateral (select fact / facts as block) b
where block < (select cursor / facts from view_cursor where name = 'rollups')
group by lot, facts, block, deed, mix, uom having sum(rows) <> 0 or sum(sure_rows) <> 0 or sum(units) <> 0 or sum(surely) <> 0 or sum(quantity) <> 0;
