-- The schema of one organisation after all migrations. Written from the catalogues, never by hand; a test keeps it in step.

-- Tables
create table answers_query (
  index bigint not null,
  name text collate "C" not null,
  client text collate "C" not null,
  removed boolean not null
);
create table intake_event_id (
  key uuid not null,
  content uuid not null,
  index bigint not null
);
create table intake_job (
  id uuid not null,
  client text collate "C" not null,
  created_at timestamp(3) with time zone not null,
  behaviour text collate "C" not null,
  sha256 bytea not null,
  size bigint not null,
  bytes_kept boolean not null,
  refused_bytes bigint default 0 not null,
  prefixes jsonb not null,
  events integer not null,
  refused_events integer not null,
  facts integer not null,
  problems jsonb not null,
  recorded integer not null,
  duplicates integer not null,
  runs bigint[] not null,
  notices jsonb not null,
  recorded_at timestamp(3) with time zone
);
create table intake_raw (
  sha256 bytea not null,
  size bigint not null,
  compressed bytea not null,
  kept_at timestamp with time zone not null
);
create table intake_step (
  job_id uuid not null,
  "position" integer not null,
  count integer not null,
  duplicates integer not null,
  runs bigint[] not null,
  notices jsonb not null,
  recorded_at timestamp(3) with time zone not null
);
create table record_batch (
  size bigint not null,
  first bigint not null,
  root bytea not null,
  edge bytea not null,
  recorded_at timestamp with time zone not null
);
create table record_checkpoint (
  size bigint not null,
  origin text collate "C" not null,
  note text collate "C" not null
);
create table record_cosignature (
  size bigint not null,
  witness text collate "C" not null,
  line text collate "C" not null,
  received_at timestamp with time zone not null
);
create table record_fact (
  index bigint not null,
  commitment bytea not null,
  salt bytea not null,
  envelope bytea not null,
  body_salt bytea,
  body bytea,
  event_hash bytea
);
create table record_origin (
  number integer not null,
  origin text collate "C" not null,
  verifier_key text collate "C" not null,
  created_at timestamp with time zone not null,
  previous_checkpoint text collate "C"
);
create table record_tile (
  level smallint not null,
  n bigint not null,
  hashes bytea not null,
  root bytea not null
);
create table record_timestamp (
  size bigint not null,
  authority text collate "C" not null,
  token bytea not null,
  stamped_at timestamp with time zone not null,
  received_at timestamp with time zone not null
);
create table registry_terms (
  index bigint not null,
  about text collate "C" not null,
  name text collate "C" not null,
  client text collate "C" not null
);
create table view_correction (
  declaration bigint not null,
  "position" integer not null,
  event_id text collate "C" not null,
  event_key uuid not null
);
create table view_cursor (
  name text collate "C" not null,
  cursor bigint not null
);
create table view_declaration (
  index bigint not null,
  source integer not null,
  event_id text collate "C" not null,
  event_key uuid not null,
  content uuid not null,
  happening uuid not null,
  occurred_from_ms bigint not null,
  occurred_to_ms bigint not null,
  declared_ms bigint not null,
  reason text collate "C"
);
create table view_deed (
  id bigint not null,
  role text collate "C" not null,
  type text collate "C" not null,
  action text collate "C",
  biz_step text collate "C",
  disposition text collate "C",
  place bigint,
  consignor bigint,
  consignee bigint,
  processing boolean not null,
  lot_data text collate "C",
  key uuid not null,
  known_from bigint not null
);
create table view_discrepancy (
  known_from bigint not null,
  code text collate "C" not null,
  source integer not null,
  subject text collate "C" not null,
  subject_key uuid not null,
  known_to bigint
);
create table view_document (
  id bigint not null,
  key uuid not null,
  source integer not null,
  reference text collate "C" not null,
  received_ms bigint not null,
  known_from bigint not null
);
create table view_epcis_attribute (
  fact bigint not null,
  "position" integer not null,
  name text collate "C" not null,
  value text collate "C" not null
);
create table view_epcis_child (
  fact bigint not null,
  "position" integer not null,
  uri text collate "C" not null
);
create table view_epcis_element (
  fact bigint not null,
  vocabulary text collate "C" not null,
  id text collate "C" not null,
  uri text collate "C" not null,
  known_to bigint
);
create table view_epcis_event (
  event bigint not null,
  at_ms bigint not null,
  step uuid,
  terms uuid[] not null,
  own_objects boolean not null
);
create table view_epcis_number (
  event bigint not null,
  "position" integer not null,
  field uuid not null,
  si numeric not null,
  told numeric not null,
  uom text collate "C"
);
create table view_epcis_object (
  event bigint not null,
  "position" integer not null,
  role text collate "C" not null,
  is_class boolean not null,
  uri text collate "C" not null,
  quantity numeric,
  uom text collate "C"
);
create table view_epcis_value (
  field text collate "C" not null,
  value text collate "C" not null,
  known_from bigint not null
);
create table view_erasure (
  fact bigint not null,
  known_from bigint not null
);
create table view_event (
  index bigint not null,
  source integer not null,
  document bigint not null,
  "position" integer not null,
  event_id text collate "C" not null,
  event_key uuid not null,
  content uuid not null,
  happening uuid not null,
  type text collate "C" not null,
  action text collate "C",
  biz_step text collate "C",
  disposition text collate "C",
  occurred_from_ms bigint not null,
  occurred_to_ms bigint not null,
  uncertainty_ms bigint,
  received_ms bigint not null,
  ahead_ms bigint,
  transformation bigint,
  read_point bigint,
  biz_location bigint,
  consignor bigint,
  consignee bigint,
  consignee_owner bigint,
  details json,
  known_to bigint
);
create table view_failure (
  index bigint not null,
  code text collate "C" not null,
  kind text collate "C" not null,
  source text collate "C" not null,
  subject text collate "C" not null
);
create table view_lot_block (
  lot bigint not null,
  block bigint not null,
  entries bytea not null
);
create table view_lot_deed (
  event bigint not null,
  "position" integer not null,
  lot bigint not null,
  deed bigint not null,
  mix bigint,
  units integer not null,
  quantity numeric,
  uom text collate "C",
  sure boolean not null,
  known_from bigint not null,
  known_to bigint
);
create table view_lot_deed_sum (
  lot bigint not null,
  facts integer not null,
  block bigint not null,
  "position" integer not null,
  deed bigint not null,
  mix bigint,
  uom text collate "C",
  units bigint not null,
  surely bigint not null,
  quantity numeric,
  rows bigint not null,
  sure_rows bigint not null
);
create table view_lot_unit (
  lot bigint not null,
  block bigint not null,
  "position" integer not null,
  gone boolean not null,
  first bigint not null,
  last bigint not null,
  units integer not null,
  offsets bytea not null,
  stem text collate "C" not null,
  names text collate "C" not null
);
create table view_mix (
  id bigint not null,
  mode text collate "C" not null,
  key uuid not null,
  known_from bigint not null
);
create table view_mix_part (
  mix bigint not null,
  "position" integer not null,
  lot bigint not null,
  product bigint,
  named boolean not null
);
create table view_mix_unit (
  lot bigint not null,
  mix bigint not null,
  block bigint not null,
  "position" integer not null,
  gone boolean not null,
  first bigint not null,
  offsets bytea not null
);
create table view_object (
  id bigint not null,
  uri text collate "C" not null,
  level text collate "C" not null,
  class bigint,
  known_from bigint not null
);
create table view_participation (
  event bigint not null,
  "position" integer not null,
  object bigint not null,
  role text collate "C" not null,
  quantity numeric,
  uom text collate "C",
  lot bigint,
  known_to bigint
);
create table view_refusal (
  fact bigint not null,
  source integer not null,
  form text collate "C" not null,
  received_ms bigint not null,
  sha256 text collate "C",
  events integer
);
create table view_refusal_name (
  fact bigint not null,
  "position" integer not null,
  uri text collate "C" not null
);
create table view_removed (
  object bigint not null,
  event bigint not null
);
create table view_source (
  id integer not null,
  name text collate "C" not null,
  known_from bigint not null
);
create table view_unfilled (
  object bigint not null,
  known_from bigint not null,
  known_to bigint
);
create table view_untold (
  object bigint not null,
  class bigint not null,
  known_from bigint not null,
  known_to bigint
);
create table view_wanting (
  event bigint not null,
  "position" integer not null,
  product text collate "C" not null
);
create table work_capture (
  job_id uuid not null
);
create table work_delivery (
  name text collate "C" not null,
  token bigint not null,
  holder text collate "C",
  expires_at timestamp with time zone not null
);
create table work_guard (
  key uuid not null,
  last_index bigint not null
);
create table work_head (
  name text collate "C" not null
);
create table work_page_key (
  name text collate "C" not null,
  key bytea not null
);
create table work_page_revoked (
  id uuid not null,
  expires_at timestamp with time zone not null
);
create table work_projector (
  name text collate "C" not null,
  token bigint not null,
  holder text collate "C",
  expires_at timestamp with time zone not null
);
create table work_subscription (
  id uuid not null,
  query text collate "C" not null,
  defined_by bigint not null,
  client text collate "C" not null,
  made_by bigint not null,
  created_at timestamp(3) with time zone not null,
  dest text collate "C" not null,
  signature_token text collate "C",
  epc_format text collate "C" not null,
  schedule jsonb,
  report_if_empty boolean not null,
  initial_record_time timestamp(3) with time zone,
  "position" bigint,
  due_at timestamp(3) with time zone,
  batch_limit integer not null,
  failures integer default 0 not null,
  retry_at timestamp(3) with time zone,
  notified_at timestamp(3) with time zone,
  executed_at timestamp(3) with time zone,
  paused text collate "C",
  paused_at timestamp(3) with time zone,
  last_failure jsonb
);

-- Settings of tables
alter table intake_raw alter column compressed set storage external;
alter table record_tile alter column hashes set storage external;
alter table view_lot_block set (toast_tuple_target=8160);
alter table work_guard set (fillfactor=90, autovacuum_vacuum_insert_scale_factor=0.5);

-- Constraints
alter table answers_query add constraint answers_query_pkey PRIMARY KEY (index);
alter table intake_event_id add constraint intake_event_id_pkey PRIMARY KEY (key);
alter table intake_job add constraint intake_job_behaviour_check CHECK ((behaviour = ANY (ARRAY['rollback'::text, 'proceed'::text])));
alter table intake_job add constraint intake_job_check CHECK (((refused_events >= 0) AND (refused_events <= events)));
alter table intake_job add constraint intake_job_check1 CHECK (((recorded = 0) OR (recorded = facts)));
alter table intake_job add constraint intake_job_check2 CHECK (((duplicates >= 0) AND (duplicates <= recorded)));
alter table intake_job add constraint intake_job_check3 CHECK (((recorded_at IS NULL) = (recorded = 0)));
alter table intake_job add constraint intake_job_events_check CHECK ((events >= 0));
alter table intake_job add constraint intake_job_facts_check CHECK ((facts >= 0));
alter table intake_job add constraint intake_job_pkey PRIMARY KEY (id);
alter table intake_job add constraint intake_job_refused_bytes_check CHECK ((refused_bytes >= 0));
alter table intake_job add constraint intake_job_sha256_check CHECK ((octet_length(sha256) = 32));
alter table intake_job add constraint intake_job_size_check CHECK ((size >= 0));
alter table intake_raw add constraint intake_raw_pkey PRIMARY KEY (sha256);
alter table intake_raw add constraint intake_raw_sha256_check CHECK ((octet_length(sha256) = 32));
alter table intake_raw add constraint intake_raw_size_check CHECK ((size >= 0));
alter table intake_step add constraint intake_step_check CHECK (((duplicates >= 0) AND (duplicates <= count)));
alter table intake_step add constraint intake_step_count_check CHECK ((count > 0));
alter table intake_step add constraint intake_step_pkey PRIMARY KEY (job_id, "position");
alter table intake_step add constraint intake_step_position_check CHECK (("position" >= 0));
alter table record_batch add constraint record_batch_check CHECK (((first >= 0) AND (first < size)));
alter table record_batch add constraint record_batch_first_key UNIQUE (first);
alter table record_batch add constraint record_batch_pkey PRIMARY KEY (size);
alter table record_batch add constraint record_batch_root_check CHECK ((octet_length(root) = 32));
alter table record_checkpoint add constraint record_checkpoint_origin_fkey FOREIGN KEY (origin) REFERENCES record_origin(origin);
alter table record_checkpoint add constraint record_checkpoint_pkey PRIMARY KEY (size);
alter table record_checkpoint add constraint record_checkpoint_size_check CHECK ((size >= 0));
alter table record_cosignature add constraint record_cosignature_pkey PRIMARY KEY (witness, size);
alter table record_cosignature add constraint record_cosignature_size_fkey FOREIGN KEY (size) REFERENCES record_checkpoint(size);
alter table record_fact add constraint record_fact_body_salt_check CHECK ((octet_length(body_salt) = 16));
alter table record_fact add constraint record_fact_check CHECK (((body_salt IS NULL) = (body IS NULL)));
alter table record_fact add constraint record_fact_commitment_check CHECK ((octet_length(commitment) = 32));
alter table record_fact add constraint record_fact_event_hash_check CHECK ((octet_length(event_hash) = 32));
alter table record_fact add constraint record_fact_index_check CHECK ((index >= 0));
alter table record_fact add constraint record_fact_pkey PRIMARY KEY (index);
alter table record_fact add constraint record_fact_salt_check CHECK ((octet_length(salt) = 16));
alter table record_origin add constraint record_origin_number_check CHECK ((number > 0));
alter table record_origin add constraint record_origin_origin_check CHECK ((origin ~ '^[^[:space:]+]+$'::text));
alter table record_origin add constraint record_origin_origin_key UNIQUE (origin);
alter table record_origin add constraint record_origin_pkey PRIMARY KEY (number);
alter table record_tile add constraint record_tile_hashes_check CHECK ((octet_length(hashes) = 8192));
alter table record_tile add constraint record_tile_level_check CHECK (((level >= 0) AND (level <= 6)));
alter table record_tile add constraint record_tile_n_check CHECK ((n >= 0));
alter table record_tile add constraint record_tile_pkey PRIMARY KEY (level, n);
alter table record_tile add constraint record_tile_root_check CHECK ((octet_length(root) = 32));
alter table record_timestamp add constraint record_timestamp_pkey PRIMARY KEY (authority, size);
alter table record_timestamp add constraint record_timestamp_size_fkey FOREIGN KEY (size) REFERENCES record_checkpoint(size);
alter table registry_terms add constraint registry_terms_about_check CHECK ((about = ANY (ARRAY['source'::text, 'product'::text])));
alter table registry_terms add constraint registry_terms_pkey PRIMARY KEY (index);
alter table view_correction add constraint view_correction_pkey PRIMARY KEY (declaration, "position");
alter table view_cursor add constraint view_cursor_cursor_check CHECK ((cursor >= 0));
alter table view_cursor add constraint view_cursor_name_check CHECK ((name = ANY (ARRAY['views'::text, 'rollups'::text])));
alter table view_cursor add constraint view_cursor_pkey PRIMARY KEY (name);
alter table view_declaration add constraint view_declaration_pkey PRIMARY KEY (index);
alter table view_deed add constraint view_deed_key_key UNIQUE (key);
alter table view_deed add constraint view_deed_pkey PRIMARY KEY (id);
alter table view_deed add constraint view_deed_role_check CHECK ((role = ANY (ARRAY['made'::text, 'fitted'::text, 'used'::text, 'taken'::text, 'moved'::text])));
alter table view_discrepancy add constraint view_discrepancy_pkey PRIMARY KEY (known_from, code);
alter table view_document add constraint view_document_key_key UNIQUE (key);
alter table view_document add constraint view_document_pkey PRIMARY KEY (id);
alter table view_epcis_attribute add constraint view_epcis_attribute_pkey PRIMARY KEY (fact, "position");
alter table view_epcis_child add constraint view_epcis_child_pkey PRIMARY KEY (fact, "position");
alter table view_epcis_element add constraint view_epcis_element_pkey PRIMARY KEY (fact);
alter table view_epcis_event add constraint view_epcis_event_pkey PRIMARY KEY (event);
alter table view_epcis_number add constraint view_epcis_number_pkey PRIMARY KEY (event, "position");
alter table view_epcis_object add constraint view_epcis_object_pkey PRIMARY KEY (event, "position");
alter table view_epcis_object add constraint view_epcis_object_role_check CHECK ((role = ANY (ARRAY['epc'::text, 'parent'::text, 'child'::text, 'input'::text, 'output'::text])));
alter table view_epcis_value add constraint view_epcis_value_pkey PRIMARY KEY (field, value);
alter table view_erasure add constraint view_erasure_pkey PRIMARY KEY (fact, known_from);
alter table view_event add constraint view_event_ahead_ms_check CHECK ((ahead_ms > 0));
alter table view_event add constraint view_event_pkey PRIMARY KEY (index);
alter table view_failure add constraint view_failure_pkey PRIMARY KEY (index);
alter table view_lot_block add constraint view_lot_block_pkey PRIMARY KEY (lot, block);
alter table view_lot_deed add constraint view_lot_deed_pkey PRIMARY KEY (event, "position", known_from);
alter table view_lot_deed_sum add constraint view_lot_deed_sum_pkey PRIMARY KEY (lot, facts, block, "position");
alter table view_lot_unit add constraint view_lot_unit_pkey PRIMARY KEY (lot, block, "position");
alter table view_mix add constraint view_mix_key_key UNIQUE (key);
alter table view_mix add constraint view_mix_mode_check CHECK ((mode = ANY (ARRAY['plain'::text, 'single'::text, 'pooled'::text, 'stated'::text])));
alter table view_mix add constraint view_mix_pkey PRIMARY KEY (id);
alter table view_mix_part add constraint view_mix_part_pkey PRIMARY KEY (mix, "position");
alter table view_mix_unit add constraint view_mix_unit_pkey PRIMARY KEY (lot, mix, block, "position");
alter table view_object add constraint view_object_pkey PRIMARY KEY (id);
alter table view_object add constraint view_object_uri_key UNIQUE (uri);
alter table view_participation add constraint view_participation_pkey PRIMARY KEY (event, "position");
alter table view_participation add constraint view_participation_role_check CHECK ((role = ANY (ARRAY['epc'::text, 'parent'::text, 'child'::text, 'input'::text, 'output'::text, 'named'::text])));
alter table view_refusal add constraint view_refusal_pkey PRIMARY KEY (fact);
alter table view_refusal_name add constraint view_refusal_name_pkey PRIMARY KEY (fact, "position");
alter table view_removed add constraint view_removed_pkey PRIMARY KEY (object, event);
alter table view_source add constraint view_source_name_key UNIQUE (name);
alter table view_source add constraint view_source_pkey PRIMARY KEY (id);
alter table view_unfilled add constraint view_unfilled_pkey PRIMARY KEY (object, known_from);
alter table view_untold add constraint view_untold_pkey PRIMARY KEY (object, known_from);
alter table view_wanting add constraint view_wanting_pkey PRIMARY KEY (event, "position");
alter table work_capture add constraint work_capture_pkey PRIMARY KEY (job_id);
alter table work_delivery add constraint work_delivery_name_check CHECK ((name = 'subscriptions'::text));
alter table work_delivery add constraint work_delivery_pkey PRIMARY KEY (name);
alter table work_guard add constraint work_guard_pkey PRIMARY KEY (key);
alter table work_head add constraint work_head_name_check CHECK ((name = ANY (ARRAY['append'::text, 'sign'::text])));
alter table work_head add constraint work_head_pkey PRIMARY KEY (name);
alter table work_page_key add constraint work_page_key_key_check CHECK ((octet_length(key) = 32));
alter table work_page_key add constraint work_page_key_name_check CHECK ((name = 'pages'::text));
alter table work_page_key add constraint work_page_key_pkey PRIMARY KEY (name);
alter table work_page_revoked add constraint work_page_revoked_pkey PRIMARY KEY (id);
alter table work_projector add constraint work_projector_name_check CHECK ((name = 'views'::text));
alter table work_projector add constraint work_projector_pkey PRIMARY KEY (name);
alter table work_subscription add constraint work_subscription_batch_limit_check CHECK ((batch_limit > 0));
alter table work_subscription add constraint work_subscription_check CHECK (((paused_at IS NULL) = (paused IS NULL)));
alter table work_subscription add constraint work_subscription_check1 CHECK (((schedule IS NOT NULL) OR (due_at IS NULL)));
alter table work_subscription add constraint work_subscription_failures_check CHECK ((failures >= 0));
alter table work_subscription add constraint work_subscription_pkey PRIMARY KEY (id);
alter table work_subscription add constraint work_subscription_position_check CHECK (("position" >= 0));

-- Indexes
CREATE INDEX answers_query_name ON org_main.answers_query USING btree (name, index DESC);
CREATE INDEX intake_job_client ON org_main.intake_job USING btree (client, created_at DESC, id DESC);
CREATE INDEX intake_job_refused ON org_main.intake_job USING btree (client) INCLUDE (refused_bytes) WHERE (refused_bytes > 0);
CREATE INDEX record_batch_recorded_at ON org_main.record_batch USING btree (recorded_at);
CREATE INDEX record_cosignature_size ON org_main.record_cosignature USING btree (size);
CREATE INDEX record_fact_event_hash ON org_main.record_fact USING brin (event_hash bytea_bloom_ops (n_distinct_per_range='1000', false_positive_rate='0.01')) WITH (pages_per_range='64', autosummarize='on');
CREATE INDEX record_timestamp_size ON org_main.record_timestamp USING btree (size);
CREATE INDEX registry_terms_name ON org_main.registry_terms USING btree (about, name, index DESC);
CREATE INDEX view_declaration_happening ON org_main.view_declaration USING btree (happening);
CREATE INDEX view_declaration_key ON org_main.view_declaration USING btree (event_key);
CREATE INDEX view_declaration_unnamed ON org_main.view_declaration USING btree (index) WHERE (event_id = ''::text);
CREATE INDEX view_deed_party ON org_main.view_deed USING btree (place, known_from, id) WHERE ((role = 'moved'::text) AND (view_party_at(biz_step, consignor, consignee) IS NOT NULL));
CREATE INDEX view_discrepancy_subject ON org_main.view_discrepancy USING btree (subject_key, code, source);
CREATE INDEX view_document_source ON org_main.view_document USING btree (source, known_from);
CREATE INDEX view_epcis_attribute_name ON org_main.view_epcis_attribute USING btree (name);
CREATE INDEX view_epcis_element_uri ON org_main.view_epcis_element USING btree (uri);
CREATE INDEX view_epcis_event_at ON org_main.view_epcis_event USING btree (at_ms, event);
CREATE INDEX view_epcis_event_step ON org_main.view_epcis_event USING btree (step, at_ms, event) WHERE (step IS NOT NULL);
CREATE INDEX view_epcis_event_terms ON org_main.view_epcis_event USING gin (terms) WITH (gin_pending_list_limit='512');
CREATE INDEX view_epcis_number_field ON org_main.view_epcis_number USING btree (field, si, event);
CREATE INDEX view_epcis_object_quantity ON org_main.view_epcis_object USING btree (quantity, event) WHERE (quantity IS NOT NULL);
CREATE INDEX view_epcis_object_uri ON org_main.view_epcis_object USING btree (uri);
CREATE INDEX view_event_ahead ON org_main.view_event USING btree (source, ahead_ms) WHERE ((ahead_ms IS NOT NULL) AND (uncertainty_ms IS NULL));
CREATE INDEX view_event_document ON org_main.view_event USING btree (document, occurred_from_ms);
CREATE INDEX view_event_key ON org_main.view_event USING btree (event_key, source, content);
CREATE INDEX view_event_receipt ON org_main.view_event USING btree (consignee, index) WHERE (biz_step = ANY (ARRAY['https://ref.gs1.org/cbv/BizStep-receiving'::text, 'https://ref.gs1.org/cbv/BizStep-accepting'::text]));
CREATE INDEX view_event_supplier_lot ON org_main.view_event USING gin ((((details -> 'supplierLot'::text))::jsonb) jsonb_path_ops) WHERE ((details -> 'supplierLot'::text) IS NOT NULL);
CREATE INDEX view_event_transformation ON org_main.view_event USING btree (transformation) WHERE (transformation IS NOT NULL);
CREATE INDEX view_event_unnamed ON org_main.view_event USING btree (index) WHERE (event_id = ''::text);
CREATE INDEX view_event_unsure ON org_main.view_event USING btree (index) WHERE (uncertainty_ms > 3600000);
CREATE INDEX view_lot_deed_closed ON org_main.view_lot_deed USING btree (lot, known_to) WHERE (known_to IS NOT NULL);
CREATE INDEX view_lot_deed_ended ON org_main.view_lot_deed USING btree (known_to) WHERE (known_to IS NOT NULL);
CREATE INDEX view_lot_deed_known ON org_main.view_lot_deed USING btree (known_from);
CREATE INDEX view_lot_deed_lot ON org_main.view_lot_deed USING btree (lot, known_from);
CREATE INDEX view_lot_deed_mix ON org_main.view_lot_deed USING btree (mix, lot) WHERE (mix IS NOT NULL);
CREATE INDEX view_lot_deed_sum_block ON org_main.view_lot_deed_sum USING btree (facts, block);
CREATE INDEX view_mix_part_lot ON org_main.view_mix_part USING btree (lot);
CREATE INDEX view_object_lot_number ON org_main.view_object USING btree ("substring"(uri, '/(?:10|lot)/([^/]+)$'::text)) WHERE (level = 'lot'::text);
CREATE INDEX view_object_lots ON org_main.view_object USING btree (class, known_from) WHERE (level = 'lot'::text);
CREATE INDEX view_participation_lot ON org_main.view_participation USING btree (lot, role, event) WHERE (lot IS NOT NULL);
CREATE INDEX view_participation_object ON org_main.view_participation USING btree (object, role, event);
CREATE INDEX view_participation_quantity ON org_main.view_participation USING btree (quantity, event) WHERE (quantity IS NOT NULL);
CREATE INDEX view_refusal_name_uri ON org_main.view_refusal_name USING btree (uri);
CREATE INDEX view_unfilled_closed ON org_main.view_unfilled USING btree (known_to, known_from) WHERE (known_to IS NOT NULL);
CREATE INDEX view_unfilled_object ON org_main.view_unfilled USING btree (object) WHERE (known_to IS NULL);
CREATE INDEX view_unfilled_open ON org_main.view_unfilled USING btree (known_from) WHERE (known_to IS NULL);
CREATE INDEX view_untold_class ON org_main.view_untold USING btree (class, known_from) WHERE (known_to IS NULL);
CREATE INDEX view_untold_class_closed ON org_main.view_untold USING btree (class, known_to) WHERE (known_to IS NOT NULL);
CREATE INDEX view_untold_object ON org_main.view_untold USING btree (object) WHERE (known_to IS NULL);
CREATE INDEX view_wanting_product ON org_main.view_wanting USING btree (product, event);
CREATE INDEX work_page_revoked_expires ON org_main.work_page_revoked USING btree (expires_at);
CREATE INDEX work_subscription_client ON org_main.work_subscription USING btree (client);
CREATE INDEX work_subscription_query ON org_main.work_subscription USING btree (query, created_at, id);

-- Functions
CREATE OR REPLACE PROCEDURE org_main.intake_erase(IN erased bigint, IN decision bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'org_main', 'pg_temp'
AS $procedure$
declare
  decision_kind text;
  decision_names bigint;
  documents bytea[];
begin
  select convert_from(envelope, 'UTF8')::jsonb ->> 'kind', (convert_from(body, 'UTF8')::jsonb ->> 'index')::bigint
    into decision_kind, decision_names from record_fact where index = decision;
  if decision_kind is distinct from 'erased/1' or decision_names is distinct from erased then
    raise exception 'fact % does not order the erasure of fact %', decision, erased using errcode = 'restrict_violation';
  end if;
  select array_agg(sha256) into documents from (
    select decode(substring(convert_from(envelope, 'UTF8')::jsonb -> 'source' ->> 'reference' from '^sha256:([0-9a-f]{64})#'), 'hex') as sha256
      from record_fact where index = erased
    union
    select sha256 from intake_job where intake_runs_hold(runs, erased)
    union
    select job.sha256 from intake_step step join intake_job job on job.id = step.job_id where intake_runs_hold(step.runs, erased)
  ) told where sha256 is not null;
  if exists (select from work_capture open join intake_job job on job.id = open.job_id where job.sha256 = any(documents)) then
    raise exception 'a document of fact % is still being recorded', erased using errcode = 'object_in_use';
  end if;
  delete from intake_raw where sha256 = any(documents);
end
$procedure$
;
CREATE OR REPLACE FUNCTION org_main.intake_refuse_but_erasure()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'DELETE' and current_user = trim(both '"' from '"proofline_eraser_main"') then
    return old;
  end if;
  raise exception '% of % is refused: documents are kept as they came', lower(tg_op), tg_table_name using errcode = 'restrict_violation';
end
$function$
;
CREATE OR REPLACE FUNCTION org_main.intake_runs_hold(runs bigint[], index bigint)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select exists (select from generate_series(1, cardinality(runs), 3) at where index >= runs[at + 1] and index < runs[at + 1] + runs[at + 2])
$function$
;
CREATE OR REPLACE PROCEDURE org_main.record_erase(IN erased bigint, IN decision bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'org_main', 'pg_temp'
AS $procedure$
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
$procedure$
;
CREATE OR REPLACE FUNCTION org_main.record_refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% of % is refused: the record only grows', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation', hint = 'A correction is a new fact.';
end
$function$
;
CREATE OR REPLACE FUNCTION org_main.record_refuse_but_erasure()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if current_user = trim(both '"' from '"proofline_eraser_main"') and new.body is null and new.body_salt is null and old.body is not null
    and new.index = old.index and new.commitment = old.commitment and new.salt = old.salt and new.envelope = old.envelope
    and new.event_hash is not distinct from old.event_hash
  then
    return new;
  end if;
  raise exception 'update of % is refused: the record only grows', tg_table_name
    using errcode = 'restrict_violation', hint = 'A correction is a new fact.';
end
$function$
;
CREATE OR REPLACE FUNCTION org_main.view_lot_units(since bigint, size bigint, lots bigint[])
 RETURNS TABLE(lot bigint, object bigint, uri text, gone boolean, old boolean)
 LANGUAGE sql
 STABLE
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
  select t.lot, t.object, t.uri, t.was, t.old from (
    select told.lot, told.object, o.uri, o.known_from < since as old,
      o.known_from < since and exists (select from view_participation p
        where p.lot + 0 = told.lot and p.object = told.object and p.event + 0 < since and (p.known_to is null or p.known_to >= since) offset 0) as was,
      told.stands or exists (select from view_participation p
        where p.lot + 0 = told.lot and p.object = told.object and p.event + 0 < size and (p.known_to is null or p.known_to >= size) offset 0) as stands
    from (
      select p.lot, p.object, bool_or(p.known_to is null or p.known_to >= size) as stands from (
        select p.lot, p.object, p.known_to from view_participation p where p.event >= since and p.event < size and p.lot is not null
        union all
        select p.lot, p.object, p.known_to from view_declaration d
        join view_event e on e.event_key = d.event_key and e.known_to = d.index and e.index + 0 < since
        join view_participation p on p.event = e.index and p.lot is not null
        where d.index >= since and d.index < size
      ) p where lots is null or p.lot = any(lots) group by p.lot, p.object
    ) told join view_object o on o.id = told.object
  ) t where t.was <> t.stands
$function$
;
CREATE OR REPLACE FUNCTION org_main.view_lot_units_packed(since bigint, size bigint, lots bigint[])
 RETURNS TABLE(lot bigint, "position" integer, gone boolean, first bigint, last bigint, units integer, offsets bytea, stem text, names text, moved bigint[])
 LANGUAGE sql
 STABLE
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
AS $function$
  select t.lot, (row_number() over (partition by t.lot order by t.gone, t.first) - 1)::integer, t.gone, t.first, t.last, t.units, t.offsets, t.stem, t.names, t.moved
  from (
    select u.lot, u.gone, u.stem, min(u.object) as first, max(u.object) as last, count(*)::integer as units,
      string_agg(int4send((u.object & 1073741823)::integer), '' order by u.object) as offsets,
      string_agg(substr(u.uri, length(u.stem) + 1), e'\n' order by u.object) as names, array_agg(u.object) filter (where u.old) as moved
    from (
      select *, (row_number() over (partition by n.lot, n.gone, n.object >> 30, n.stem order by n.object) - 1) / 1000 as piece from (
        select u.*, left(u.uri, length(u.uri) + 1 - strpos(reverse(u.uri), '/')) as stem from view_lot_units(since, size, lots) u
      ) n
    ) u group by u.lot, u.gone, u.object >> 30, u.stem, u.piece
  ) t
$function$
;
CREATE OR REPLACE FUNCTION org_main.view_mix_units(since bigint, size bigint, lots bigint[], moved bigint[])
 RETURNS TABLE(lot bigint, mix bigint, object bigint, gone boolean)
 LANGUAGE sql
 STABLE
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
  select t.lot, t.mix, t.object, t.was from (
    select made.event, made.lot, made.mix, p.object,
      bool_or(made.was and exists (select from view_participation q
        where q.lot + 0 = made.lot and q.object = p.object and q.event + 0 < since and (q.known_to is null or q.known_to >= since) offset 0)) as was,
      bool_or(made.stands and (p.lot = made.lot and (p.known_to is null or p.known_to >= size) or exists (select from view_participation q
        where q.lot + 0 = made.lot and q.object = p.object and q.event + 0 < size and (q.known_to is null or q.known_to >= size) offset 0))) as stands
    from (
      select l.event, l.lot, l.mix, l.deed, false as was, l.known_to is null or l.known_to >= size as stands from view_lot_deed l
      where l.known_from >= since and l.known_from < size and l.event + 0 >= since and l.mix is not null
      union all
      select l.event, l.lot, l.mix, l.deed, l.known_from < since and (l.known_to is null or l.known_to >= since),
        l.known_from < size and (l.known_to is null or l.known_to >= size)
      from (
        select event from view_lot_deed where known_from >= since and known_from < size and event + 0 < since and mix is not null
        union
        select event from view_lot_deed where known_to >= since and known_to < size and event + 0 < since and mix is not null
        union
        select p.event from unnest(moved) u (object)
        cross join lateral (select event from view_participation where object = u.object offset 0) p where p.event < since
      ) touched cross join lateral (select * from view_lot_deed where event = touched.event offset 0) l where l.mix is not null
    ) made cross join lateral (select role from view_deed where id = made.deed offset 0) d
      cross join lateral (select * from view_participation where event = made.event offset 0) p
    where p.quantity is null and (p.role = 'child' and d.role = 'taken' or p.role in ('output', 'parent') and d.role <> 'taken')
      and (lots is null or made.lot = any(lots))
    group by made.event, made.lot, made.mix, p.object
  ) t where t.was <> t.stands
$function$
;
CREATE OR REPLACE FUNCTION org_main.view_mix_units_packed(since bigint, size bigint, lots bigint[], moved bigint[])
 RETURNS TABLE(lot bigint, mix bigint, "position" integer, gone boolean, first bigint, offsets bytea)
 LANGUAGE sql
 STABLE
AS $function$
  select t.lot, t.mix, (row_number() over (partition by t.lot, t.mix order by t.gone, t.first) - 1)::integer, t.gone, t.first, t.offsets from (
    select u.lot, u.mix, u.gone, min(u.object) as first, string_agg(int4send((u.object & 1073741823)::integer), '' order by u.object) as offsets
    from view_mix_units(since, size, lots, moved) u group by u.lot, u.mix, u.gone, u.object >> 30
  ) t
$function$
;
CREATE OR REPLACE FUNCTION org_main.view_pack_units(packing bigint, facts bigint)
 RETURNS void
 LANGUAGE sql
AS $function$
  with packed as materialized (select * from view_lot_units_packed(packing * facts, packing * facts + facts, null)),
  named as (
    insert into view_lot_unit (lot, block, position, gone, first, last, units, offsets, stem, names)
    select lot, packing, position, gone, first, last, units, offsets, stem, names from packed
  )
  insert into view_mix_unit (lot, mix, block, position, gone, first, offsets)
  select lot, mix, packing, position, gone, first, offsets from view_mix_units_packed(packing * facts, packing * facts + facts, null,
    array(select unnest(moved) from packed))
$function$
;
CREATE OR REPLACE FUNCTION org_main.view_packed(deed bigint, mix bigint, uom text, units bigint, surely bigint, quantity numeric, rows bigint, sure_rows bigint)
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((((((int4send((deed)::integer) || int4send((rows)::integer)) || int4send((sure_rows)::integer)) || int8send(COALESCE(mix, ('-1'::integer)::bigint))) || int8send(units)) || int8send(surely)) || CASE WHEN ((quantity IS NULL) AND (uom IS NULL)) THEN int4send(0) ELSE (int4send(octet_length((COALESCE((quantity)::text, ''::text) || COALESCE((' '::text || uom), ''::text)))) || convert_to((COALESCE((quantity)::text, ''::text) || COALESCE((' '::text || uom), ''::text)), 'UTF8'::name)) END)
;
CREATE OR REPLACE FUNCTION org_main.view_party_at(biz_step text, consignor bigint, consignee bigint)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN ((biz_step ~~ '%BizStep-shipping'::text) OR (biz_step ~~ '%BizStep-consigning'::text)) THEN consignor WHEN ((biz_step ~~ '%BizStep-receiving'::text) OR (biz_step ~~ '%BizStep-accepting'::text)) THEN consignee ELSE NULL::bigint END
;

-- Triggers
CREATE TRIGGER intake_event_id_refuse BEFORE DELETE OR UPDATE ON org_main.intake_event_id FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER intake_event_id_truncate BEFORE TRUNCATE ON org_main.intake_event_id FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER intake_job_refuse BEFORE DELETE OR UPDATE ON org_main.intake_job FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER intake_job_truncate BEFORE TRUNCATE ON org_main.intake_job FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER intake_raw_refuse BEFORE DELETE OR UPDATE ON org_main.intake_raw FOR EACH ROW EXECUTE FUNCTION intake_refuse_but_erasure(); -- enabled A
CREATE TRIGGER intake_raw_truncate BEFORE TRUNCATE ON org_main.intake_raw FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER intake_step_refuse BEFORE DELETE OR UPDATE ON org_main.intake_step FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER intake_step_truncate BEFORE TRUNCATE ON org_main.intake_step FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_batch_delete BEFORE DELETE ON org_main.record_batch FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_batch_truncate BEFORE TRUNCATE ON org_main.record_batch FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_batch_update BEFORE UPDATE ON org_main.record_batch FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_checkpoint_delete BEFORE DELETE ON org_main.record_checkpoint FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_checkpoint_truncate BEFORE TRUNCATE ON org_main.record_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_checkpoint_update BEFORE UPDATE ON org_main.record_checkpoint FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_cosignature_delete BEFORE DELETE ON org_main.record_cosignature FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_cosignature_truncate BEFORE TRUNCATE ON org_main.record_cosignature FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_cosignature_update BEFORE UPDATE ON org_main.record_cosignature FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_fact_delete BEFORE DELETE ON org_main.record_fact FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_fact_truncate BEFORE TRUNCATE ON org_main.record_fact FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_fact_update BEFORE UPDATE ON org_main.record_fact FOR EACH ROW EXECUTE FUNCTION record_refuse_but_erasure(); -- enabled A
CREATE TRIGGER record_origin_delete BEFORE DELETE ON org_main.record_origin FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_origin_truncate BEFORE TRUNCATE ON org_main.record_origin FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_origin_update BEFORE UPDATE ON org_main.record_origin FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_tile_delete BEFORE DELETE ON org_main.record_tile FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_tile_truncate BEFORE TRUNCATE ON org_main.record_tile FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_tile_update BEFORE UPDATE ON org_main.record_tile FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_timestamp_delete BEFORE DELETE ON org_main.record_timestamp FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_timestamp_truncate BEFORE TRUNCATE ON org_main.record_timestamp FOR EACH STATEMENT EXECUTE FUNCTION record_refuse(); -- enabled A
CREATE TRIGGER record_timestamp_update BEFORE UPDATE ON org_main.record_timestamp FOR EACH ROW EXECUTE FUNCTION record_refuse(); -- enabled A

-- Owners and rights
-- column record_fact.body: owner proofline_owner_main; proofline_eraser_main update
-- column record_fact.body_salt: owner proofline_owner_main; proofline_eraser_main update
-- column view_discrepancy.known_to: owner proofline_owner_main; proofline_app_main update
-- column view_epcis_element.known_to: owner proofline_owner_main; proofline_app_main update
-- column view_event.known_to: owner proofline_owner_main; proofline_app_main update
-- column view_lot_deed.known_to: owner proofline_owner_main; proofline_app_main update
-- column view_participation.known_to: owner proofline_owner_main; proofline_app_main update
-- column view_unfilled.known_to: owner proofline_owner_main; proofline_app_main update
-- column view_untold.known_to: owner proofline_owner_main; proofline_app_main update
-- function intake_erase(bigint,bigint): owner proofline_eraser_main; proofline_app_main execute
-- function intake_refuse_but_erasure(): owner proofline_owner_main; public execute
-- function intake_runs_hold(bigint[],bigint): owner proofline_owner_main; public execute
-- function record_erase(bigint,bigint): owner proofline_eraser_main; proofline_app_main execute
-- function record_refuse(): owner proofline_owner_main; public execute
-- function record_refuse_but_erasure(): owner proofline_owner_main; public execute
-- function view_lot_units(bigint,bigint,bigint[]): owner proofline_owner_main; public execute
-- function view_lot_units_packed(bigint,bigint,bigint[]): owner proofline_owner_main; public execute
-- function view_mix_units(bigint,bigint,bigint[],bigint[]): owner proofline_owner_main; public execute
-- function view_mix_units_packed(bigint,bigint,bigint[],bigint[]): owner proofline_owner_main; public execute
-- function view_pack_units(bigint,bigint): owner proofline_owner_main; public execute
-- function view_packed(bigint,bigint,text,bigint,bigint,numeric,bigint,bigint): owner proofline_owner_main; public execute
-- function view_party_at(text,bigint,bigint): owner proofline_owner_main; public execute
-- schema org_main: owner proofline_owner_main; proofline_app_main usage; proofline_eraser_main create, usage
-- table answers_query: owner proofline_owner_main; proofline_app_main insert, select
-- table intake_event_id: owner proofline_owner_main; proofline_app_main insert, select
-- table intake_job: owner proofline_owner_main; proofline_app_main insert, select; proofline_eraser_main select
-- table intake_raw: owner proofline_owner_main; proofline_app_main insert, select; proofline_eraser_main delete, select
-- table intake_step: owner proofline_owner_main; proofline_app_main insert, select; proofline_eraser_main select
-- table record_batch: owner proofline_owner_main; proofline_app_main insert, select
-- table record_checkpoint: owner proofline_owner_main; proofline_app_main insert, select
-- table record_cosignature: owner proofline_owner_main; proofline_app_main insert, select
-- table record_fact: owner proofline_owner_main; proofline_app_main insert, select; proofline_eraser_main select
-- table record_origin: owner proofline_owner_main; proofline_app_main insert, select
-- table record_tile: owner proofline_owner_main; proofline_app_main insert, select
-- table record_timestamp: owner proofline_owner_main; proofline_app_main insert, select
-- table registry_terms: owner proofline_owner_main; proofline_app_main insert, select
-- table view_correction: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_cursor: owner proofline_owner_main; proofline_app_main select, update
-- table view_declaration: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_deed: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_discrepancy: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_document: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_attribute: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_child: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_element: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_event: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_number: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_object: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_epcis_value: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_erasure: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_event: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_failure: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_lot_block: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_lot_deed: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_lot_deed_sum: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_lot_unit: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_mix: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_mix_part: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_mix_unit: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_object: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_participation: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_refusal: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_refusal_name: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_removed: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_source: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_unfilled: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_untold: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table view_wanting: owner proofline_owner_main; proofline_app_main insert, select, truncate
-- table work_capture: owner proofline_owner_main; proofline_app_main delete, insert, select; proofline_eraser_main select
-- table work_delivery: owner proofline_owner_main; proofline_app_main select, update
-- table work_guard: owner proofline_owner_main; proofline_app_main delete, insert, select, update
-- table work_head: owner proofline_owner_main; proofline_app_main delete, insert, select, update
-- table work_page_key: owner proofline_owner_main; proofline_app_main insert, select
-- table work_page_revoked: owner proofline_owner_main; proofline_app_main delete, insert, select
-- table work_projector: owner proofline_owner_main; proofline_app_main select, update
-- table work_subscription: owner proofline_owner_main; proofline_app_main delete, insert, select, update
