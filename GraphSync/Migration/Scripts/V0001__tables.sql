-- The tables that the bridge shares with its users, then its own.
-- A table that is there already was checked before this ran and stays as it is; what it lacks is added afterwards.

CREATE TABLE IF NOT EXISTS artifacts (
    id                  text PRIMARY KEY,
    artifact_type       text,
    title               text,
    created_by          text,
    quality_score       double precision,
    source_artifact_id  text,
    source_version      integer,
    provenance_unknown  boolean DEFAULT false,
    senate_review_flag  boolean DEFAULT false,
    created_at          timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS model_versions (
    artifact_id              text PRIMARY KEY REFERENCES artifacts (id),
    model_id                 text NOT NULL,
    version_number           integer NOT NULL,
    parent_version_id        text,
    trained_by               text,
    eval_dataset_artifact_id text,
    benchmark_id             text,
    scorer                   text,
    promoted_at              timestamptz,
    created_at               timestamptz DEFAULT now(),
    UNIQUE (model_id, version_number)
);

CREATE TABLE IF NOT EXISTS datasets (
    id         text PRIMARY KEY,
    title      text,
    created_by text
);

CREATE TABLE IF NOT EXISTS kg_edges (
    id                      text PRIMARY KEY,
    source_id               text,
    source_type             text,
    relation                text,
    target_id               text,
    target_type             text,
    confidence              double precision,
    source_artifact_id      text,
    source_version          integer,
    provenance_unknown      boolean DEFAULT false,
    senate_review_flag      boolean DEFAULT false,
    inference_input         jsonb,
    rescored_by_artifact_id text,
    rescored_version        integer,
    rescored_at             timestamptz,
    created_at              timestamptz DEFAULT now(),
    updated_at              timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS world_model_improvements (
    id                 text PRIMARY KEY,
    event_type         text NOT NULL,
    target_artifact_id text,
    detection_metadata jsonb,
    detected_at        timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS wallets (
    agent_id     text PRIMARY KEY,
    balance_utok bigint NOT NULL DEFAULT 0,
    heat_utok    bigint NOT NULL DEFAULT 0,
    heat_day     date
);

CREATE TABLE IF NOT EXISTS wallet_ledger (
    id          text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    event_id    text NOT NULL,
    agent_id    text NOT NULL,
    amount_utok bigint NOT NULL DEFAULT 0,
    kind        text NOT NULL,
    detail      jsonb,
    created_at  timestamptz DEFAULT now(),
    UNIQUE (event_id, agent_id, kind)
);

CREATE TABLE IF NOT EXISTS credit_events (
    event_id     text PRIMARY KEY,
    status       text,
    reason       text,
    pool_utok    bigint,
    flows        jsonb,
    processed_at timestamptz DEFAULT now()
);

CREATE TABLE IF NOT EXISTS demurrage_rules (
    agent_id          text PRIMARY KEY,
    cap_utok          bigint,
    decay_ppm_per_day integer
);

CREATE TABLE IF NOT EXISTS tool_calls (
    id          text PRIMARY KEY DEFAULT gen_random_uuid()::text,
    tool_name   text,
    status      text,
    inputs      jsonb,
    outputs     jsonb,
    error       text,
    started_at  timestamptz DEFAULT now(),
    duration_ms bigint
);

-- What the triggers saw and the bridge has not yet carried into the graph.
CREATE TABLE IF NOT EXISTS bridge_inbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source_table text NOT NULL,
    row_id       text NOT NULL,
    enqueued_at  timestamptz NOT NULL DEFAULT now()
);

-- Which triggers were in place when a table was last taken whole into the inbox; other triggers mean taking it again.
CREATE TABLE IF NOT EXISTS bridge_watch (
    source_table text PRIMARY KEY,
    signature    text NOT NULL,
    taken_at     timestamptz NOT NULL DEFAULT now()
);

-- Who does the work that must be single. The epoch only rises.
CREATE TABLE IF NOT EXISTS bridge_lease (
    job          text PRIMARY KEY,
    epoch        bigint NOT NULL,
    run          text,
    backend_pid  integer,
    heartbeat_at timestamptz,
    holder       text
);

-- One row: when the bridge came here.
CREATE TABLE IF NOT EXISTS bridge_installation (
    only_row     boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    installed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO bridge_installation DEFAULT VALUES ON CONFLICT DO NOTHING;

-- Rows that PostgreSQL refused. "row" is JSON in a text column, since jsonb cannot hold U+0000.
CREATE TABLE IF NOT EXISTS mirror_rejects (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind       text NOT NULL,
    row_id     text NOT NULL,
    reason     text NOT NULL,
    "row"      text,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, row_id)
);

CREATE TABLE IF NOT EXISTS schedule_runs (
    job             text PRIMARY KEY,
    last_success_at timestamptz,
    last_attempt_at timestamptz,
    last_error      text
);
