-- Time stamps of RFC 3161 on signed checkpoints: that the note existed at a moment which somebody else says. Rows come, none goes, none changes.

create table record_timestamp (
  size bigint not null references record_checkpoint (size),
  -- As `timestamp-authorities` in the data folder names it.
  authority text collate "C" not null,
  -- The TimeStampToken (RFC 3161 §2.4.2) over the SHA-256 of the checkpoint's note, DER.
  token bytea not null,
  -- What the token says (genTime).
  stamped_at timestamptz not null,
  received_at timestamptz not null,
  primary key (authority, size)
);
create index record_timestamp_size on record_timestamp (size);

create trigger record_timestamp_update before update on record_timestamp for each row execute function record_refuse();
create trigger record_timestamp_delete before delete on record_timestamp for each row execute function record_refuse();
create trigger record_timestamp_truncate before truncate on record_timestamp for each statement execute function record_refuse();
alter table record_timestamp enable always trigger record_timestamp_update;
alter table record_timestamp enable always trigger record_timestamp_delete;
alter table record_timestamp enable always trigger record_timestamp_truncate;
grant select, insert on record_timestamp to {{app}};
