-- Where each named query was defined or removed: one row a fact of kind query/1 or query-removed/1, added in the transaction of the fact, never changed.
-- The last row of a name says how it stands. All of it can be made again from the facts.
create table answers_query (
  index bigint primary key,
  name text collate "C" not null,
  -- Who defined or removed it.
  client text collate "C" not null,
  -- The body of the fact, canonical JSON; null: removed.
  definition text collate "C"
);
create index answers_query_name on answers_query (name, index desc);
grant select, insert on answers_query to {{app}};
