-- The record of one organisation. `record_*` is the truth and the evidence: rows come, none goes, none changes.
-- `work_*` can be made again from it. Run as the schema's owner, the schema alone in the search path.

create table record_origin (
  number integer primary key check (number > 0),
  origin text collate "C" not null unique check (origin ~ '^[^[:space:]+]+$'),
  -- C2SP signed-note verifier key of the origin's signatures.
  verifier_key text collate "C" not null,
  created_at timestamptz not null,
  -- Of a restored log: the last checkpoint of the origin before, as the note that was signed.
  previous_checkpoint text collate "C"
);

create table record_fact (
  index bigint primary key check (index >= 0),
  commitment bytea not null check (octet_length(commitment) = 32),
  salt bytea not null check (octet_length(salt) = 16),
  envelope bytea not null,
  -- Both null: the body was erased, and a fact `erased/1` says so.
  body_salt bytea check (octet_length(body_salt) = 16),
  body bytea,
  event_hash bytea check (octet_length(event_hash) = 32),
  check ((body_salt is null) = (body is null))
);
create index record_fact_event_hash on record_fact (event_hash) where event_hash is not null;

-- The newest row is the head of the log: the facts [first, size) were committed together, and the tree of the first `size` facts has this root.
create table record_batch (
  size bigint primary key,
  first bigint not null unique check (first >= 0 and first < size),
  root bytea not null check (octet_length(root) = 32),
  -- The complete subtrees of the tree, right edge: what the next batch is appended to.
  edge bytea not null,
  recorded_at timestamptz not null
);
create index record_batch_recorded_at on record_batch (recorded_at);

-- Full tiles of 256 hashes (C2SP tlog-tiles); `root` is the hash of the tile's subtree, an entry of the tile above.
create table record_tile (
  level smallint not null check (level between 0 and 6),
  n bigint not null check (n >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  primary key (level, n)
);
alter table record_tile alter column hashes set storage external;

create table record_checkpoint (
  size bigint primary key check (size >= 0),
  origin text collate "C" not null references record_origin (origin),
  -- The C2SP signed note, as it was handed out.
  note text collate "C" not null
);

create table record_cosignature (
  size bigint not null references record_checkpoint (size),
  witness text collate "C" not null,
  -- The witness's signature line of the note.
  line text collate "C" not null,
  received_at timestamptz not null,
  primary key (witness, size)
);
create index record_cosignature_size on record_cosignature (size);

-- One row to lock for appending, one for signing: one batch, one checkpoint at a time in all processes.
create table work_head (name text collate "C" primary key check (name in ('append', 'sign')));
insert into work_head values ('append'), ('sign');

-- The last fact of each key. The keys stand in the envelopes.
create table work_guard (
  key uuid primary key,
  last_index bigint not null
);
alter table work_guard set (fillfactor = 90, autovacuum_vacuum_insert_scale_factor = 0.5);

create function record_refuse() returns trigger language plpgsql as $body$
begin
  raise exception '% of % is refused: the record only grows', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation', hint = 'A correction is a new fact.';
end
$body$;

-- The one change there is: the eraser's procedure empties a body. Everything else of the row stays.
create function record_refuse_but_erasure() returns trigger language plpgsql as $body$
begin
  if current_user = trim(both '"' from '{{eraser}}') and new.body is null and new.body_salt is null and old.body is not null
    and new.index = old.index and new.commitment = old.commitment and new.salt = old.salt and new.envelope = old.envelope
    and new.event_hash is not distinct from old.event_hash
  then
    return new;
  end if;
  raise exception 'update of % is refused: the record only grows', tg_table_name
    using errcode = 'restrict_violation', hint = 'A correction is a new fact.';
end
$body$;

do $body$
declare
  name text;
begin
  foreach name in array array['record_origin', 'record_fact', 'record_batch', 'record_tile', 'record_checkpoint', 'record_cosignature'] loop
    execute format('create trigger %I before update on %I for each row execute function %I()', name || '_update', name,
      case name when 'record_fact' then 'record_refuse_but_erasure' else 'record_refuse' end);
    execute format('create trigger %I before delete on %I for each row execute function record_refuse()', name || '_delete', name);
    execute format('create trigger %I before truncate on %I for each statement execute function record_refuse()', name || '_truncate', name);
    -- Also where a session calls itself a replica.
    execute format('alter table %I enable always trigger %I', name, name || '_update');
    execute format('alter table %I enable always trigger %I', name, name || '_delete');
    execute format('alter table %I enable always trigger %I', name, name || '_truncate');
    execute format('grant select, insert on %I to {{app}}', name);
  end loop;
end
$body$;
grant select, insert, update, delete on work_head, work_guard to {{app}};
grant select, update (body, body_salt) on record_fact to {{eraser}};

-- Empties the body of fact `erased` because the fact `decision`, of kind erased/1, names it. That the decision carries two good signatures
-- is checked before it is appended, and again by `verify`. Doing it twice changes nothing.
create procedure record_erase(erased bigint, decision bigint) language plpgsql security definer set search_path = {{schema}}, pg_temp as $body$
declare
  decision_kind text;
  decision_names bigint;
  erased_kind text;
begin
  select convert_from(envelope, 'UTF8')::jsonb ->> 'kind', (convert_from(body, 'UTF8')::jsonb ->> 'index')::bigint
    into decision_kind, decision_names from record_fact where index = decision;
  select convert_from(envelope, 'UTF8')::jsonb ->> 'kind' into erased_kind from record_fact where index = erased;
  if decision_kind is distinct from 'erased/1' or decision_names is distinct from erased or erased >= decision then
    raise exception 'fact % does not order the erasure of fact %', decision, erased using errcode = 'restrict_violation';
  end if;
  if erased_kind is null or erased_kind in ('erased/1', 'log-restored/1') then
    raise exception 'the body of fact % cannot be erased', erased using errcode = 'restrict_violation';
  end if;
  update record_fact set body = null, body_salt = null where index = erased and body is not null;
end
$body$;
revoke execute on procedure record_erase from public;
grant execute on procedure record_erase to {{app}};
alter procedure record_erase owner to {{eraser}};
