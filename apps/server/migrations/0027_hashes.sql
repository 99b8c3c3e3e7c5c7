-- Nobody but who decides on an erasure asks for facts by their event hash. Bloom filters over ranges of pages answer that, at most 5 bytes a fact, and cost an
-- append a tenth of what a tree of random keys costs it; pages not yet summarised are read. One hash told any number of times makes no append dearer.
drop index record_fact_event_hash;
create index record_fact_event_hash on record_fact
  using brin (event_hash bytea_bloom_ops (n_distinct_per_range = 1000, false_positive_rate = 0.01)) with (pages_per_range = 64, autosummarize = on);

-- Events that no capture gave an eventID: their event hash stands in for it.
create index view_event_unnamed on view_event (index) where event_id = '';
create index view_declaration_unnamed on view_declaration (index) where event_id = '';
