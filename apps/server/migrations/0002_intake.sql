-- Intake: documents as they came, and the capture jobs made of them. `intake_*` rows come, none changes; `work_capture` can be made again from them.

create table intake_raw (
  sha256 bytea primary key check (octet_length(sha256) = 32),
  -- Of the bytes as they came: reading them back stops there.
  size bigint not null check (size >= 0),
  -- Zstandard.
  compressed bytea not null,
  kept_at timestamptz not null
);
alter table intake_raw alter column compressed set storage external;

create table intake_job (
  id uuid primary key,
  client text collate "C" not null,
  -- Of the request: its bytes had come. Also `receivedAt` of the facts.
  created_at timestamptz(3) not null,
  behaviour text collate "C" not null check (behaviour in ('rollback', 'proceed')),
  sha256 bytea not null check (octet_length(sha256) = 32),
  size bigint not null check (size >= 0),
  bytes_kept boolean not null,
  -- Compressed bytes that count against the client's quota: kept for this job alone, because it was refused.
  refused_bytes bigint not null default 0 check (refused_bytes >= 0),
  -- From the header GS1-Extensions: [[prefix, namespace], …].
  prefixes jsonb not null,
  events integer not null check (events >= 0),
  refused_events integer not null check (refused_events between 0 and events),
  -- To be recorded: good events and vocabulary elements. 0: the document was refused.
  facts integer not null check (facts >= 0),
  problems jsonb not null
);
create index intake_job_client on intake_job (client, created_at desc, id desc);
create index intake_job_refused on intake_job (client) include (refused_bytes) where refused_bytes > 0;

-- The facts [position, position + count) of a job stand in the record. Committed with them.
create table intake_step (
  job_id uuid not null,
  position integer not null check (position >= 0),
  count integer not null check (count > 0),
  duplicates integer not null check (duplicates between 0 and count),
  -- Position in the document, index in the record, how many in a row: three numbers for each run.
  runs bigint[] not null,
  notices jsonb not null,
  recorded_at timestamptz(3) not null,
  primary key (job_id, position)
);

-- The first fact of each (client, eventID), and what it says apart from its error declaration: tells an eventID that is used again.
create table intake_event_id (
  key uuid primary key,
  content uuid not null,
  index bigint not null
);

-- Jobs that have not ended: taken up again at the next start.
create table work_capture (job_id uuid primary key);

do $body$
declare
  name text;
begin
  foreach name in array array['intake_raw', 'intake_job', 'intake_step', 'intake_event_id'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function record_refuse()', name || '_refuse', name);
    execute format('create trigger %I before truncate on %I for each statement execute function record_refuse()', name || '_truncate', name);
    execute format('alter table %I enable always trigger %I', name, name || '_refuse');
    execute format('alter table %I enable always trigger %I', name, name || '_truncate');
    execute format('grant select, insert on %I to {{app}}', name);
  end loop;
end
$body$;
grant select, insert, delete on work_capture to {{app}};
