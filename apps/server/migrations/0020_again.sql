-- Roll-ups are made anew: those of a thing whose lot was told only after its container had moved, and of a part of which was told that it came in after it
-- had been taken out, were not read again. They follow by themselves; until then answers by lots say how far they are.
truncate view_deed, view_mix, view_mix_part, view_lot_deed, view_lot_deed_sum;
update view_cursor set cursor = 0 where name = 'rollups';
