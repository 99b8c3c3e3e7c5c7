-- The roll-ups are made anew: what they said of a device out of which a part was taken, of a container out of which things were taken, of a making that two
-- sources tell, and of dates that only one of them tells, was too little. They follow by themselves; until then an answer by lots says how far they are.
truncate view_deed, view_mix, view_mix_part, view_lot_deed, view_lot_deed_sum, view_lot_block, view_lot_unit, view_mix_unit;
update view_cursor set cursor = 0 where name = 'rollups';
