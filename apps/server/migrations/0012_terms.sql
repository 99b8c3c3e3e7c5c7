-- Where it was declared what a source or a product promises: one row a fact of kind source-terms/1 or product-terms/1, added in the transaction of the
-- fact, never changed. The last row of a name below N says what was declared as known at N. All of it can be made again from the facts.
create table registry_terms (
  index bigint primary key,
  about text collate "C" not null check (about in ('source', 'product')),
  -- The source, or the canonical URI of the product's class.
  name text collate "C" not null,
  -- Who declared it.
  client text collate "C" not null
);
create index registry_terms_name on registry_terms (about, name, index desc);
grant select, insert on registry_terms to {{app}};
