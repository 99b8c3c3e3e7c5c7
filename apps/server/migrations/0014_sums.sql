-- Roll-ups are asked for by lot: what is older than the last full block of the log comes as sums, the rest row by row.
drop index view_lot_deed_lot;
create index view_lot_deed_lot on view_lot_deed (lot, known_from);
create index view_lot_deed_closed on view_lot_deed (lot, known_to) where known_to is not null;
create index view_lot_deed_known on view_lot_deed (known_from);
create index view_lot_deed_ended on view_lot_deed (known_to) where known_to is not null;

-- What the facts of one block (65,536 facts: index / 65536) brought, less what they closed. Summed over the blocks before a size of the log:
-- what is known at that size.
create table view_lot_deed_sum (
  lot bigint not null,
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
  primary key (lot, block, position)
);
create index view_lot_deed_sum_block on view_lot_deed_sum (block);

grant select, insert, truncate on view_lot_deed_sum to {{app}};
