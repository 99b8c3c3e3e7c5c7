-- Lots, deeds and mixes: what happened to how much of a lot, event by event, without naming a unit. A question about whole lots is answered
-- from these rows; how they are read is the question's own matter. They follow the genealogy's rows with a cursor of their own.
alter table view_cursor drop constraint view_cursor_cursor_check;
alter table view_cursor drop constraint view_cursor_name_check;
alter table view_cursor add constraint view_cursor_cursor_check check (cursor >= 0);
alter table view_cursor add constraint view_cursor_name_check check (name in ('views', 'rollups'));
insert into view_cursor values ('rollups', 0);

-- A kind of event, in the role in which a lot took part: step, place and parties as numbers of objects.
create table view_deed (
  id bigint primary key,
  role text collate "C" not null check (role in ('made', 'fitted', 'used', 'taken', 'moved')),
  type text collate "C" not null,
  action text collate "C",
  biz_step text collate "C",
  disposition text collate "C",
  place bigint,
  consignor bigint,
  consignee bigint,
  -- Under a production order: sent to be processed.
  processing boolean not null,
  -- What one lot has only once: expiry, making date, supplier, as told here. JSON; two values for one lot contradict each other.
  lot_data text collate "C",
  -- Of all of the above: 16 bytes of SHA-256.
  key uuid not null unique,
  known_from bigint not null
);

-- What one making took in: lots, or products where no lot was told. The same composition is one mix.
create table view_mix (
  id bigint primary key,
  mode text collate "C" not null check (mode in ('plain', 'single', 'pooled', 'stated')),
  key uuid not null unique,
  known_from bigint not null
);
create table view_mix_part (
  mix bigint not null,
  position integer not null,
  -- A lot, or the class of what no lot is told of.
  lot bigint not null,
  -- The product that it counts as here; null: of no product.
  product bigint,
  -- Instances by name; otherwise a quantity.
  named boolean not null,
  primary key (mix, position)
);
create index view_mix_part_lot on view_mix_part (lot);

create table view_lot_deed (
  event bigint not null,
  position integer not null,
  -- A lot, or the class of units of which no lot is told.
  lot bigint not null,
  deed bigint not null,
  mix bigint,
  -- Instances by name, those in containers included.
  units integer not null,
  -- What is told of the lot beside them; null: nothing.
  quantity numeric,
  uom text collate "C",
  -- Whether each unit is told to have its part, by nothing that anything speaks against.
  sure boolean not null,
  known_from bigint not null,
  known_to bigint,
  primary key (event, position, known_from)
);
create index view_lot_deed_lot on view_lot_deed (lot, deed, mix) include (units, quantity, uom, sure, known_from, known_to);
create index view_lot_deed_mix on view_lot_deed (mix, lot) where mix is not null;

grant select, insert, truncate on view_deed, view_mix, view_mix_part, view_lot_deed to {{app}};
grant update (known_to) on view_lot_deed to {{app}};
