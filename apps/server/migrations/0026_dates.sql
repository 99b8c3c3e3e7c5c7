-- Roll-ups are made anew: of a lot of which one event told an expiry or making date under two names, the last stood, as if nothing contradicted it. They
-- follow by themselves; until then answers by lots say how far they are.
truncate view_deed, view_mix, view_mix_part, view_lot_deed, view_lot_deed_sum, view_lot_block;
update view_cursor set cursor = 0 where name = 'rollups';
