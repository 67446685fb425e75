-- +goose Up

-- Texts of agreements, by the hash over their files.
CREATE TABLE texts (
    hash TEXT PRIMARY KEY,
    files BYTEA NOT NULL
);

-- One row for each log. Whoever appends locks it.
CREATE TABLE logs (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin TEXT NOT NULL UNIQUE,
    id TEXT NOT NULL UNIQUE,
    text_hash TEXT NOT NULL REFERENCES texts (hash),
    size BIGINT NOT NULL,
    root BYTEA NOT NULL
);

-- Entries, from index 0, with the keys by which they were sent.
CREATE TABLE entries (
    log BIGINT NOT NULL REFERENCES logs (number),
    idx BIGINT NOT NULL,
    sent BYTEA NOT NULL,
    entry BYTEA NOT NULL,
    PRIMARY KEY (log, idx),
    UNIQUE (log, sent)
);

-- Hashes of the tree, in the order of ledger.StoredIndex.
CREATE TABLE hashes (
    log BIGINT NOT NULL REFERENCES logs (number),
    idx BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (log, idx)
);

-- One head for each transaction that appended, with its checkpoint.
CREATE TABLE heads (
    log BIGINT NOT NULL REFERENCES logs (number),
    size BIGINT NOT NULL,
    root BYTEA NOT NULL,
    checkpoint BYTEA NOT NULL,
    PRIMARY KEY (log, size)
);

-- Signatures of heads by others than the log, as lines of a checkpoint.
CREATE TABLE cosignatures (
    log BIGINT NOT NULL,
    size BIGINT NOT NULL,
    name TEXT NOT NULL,
    keyid BIGINT NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (log, size, name, keyid),
    FOREIGN KEY (log, size) REFERENCES heads (log, size)
);

-- What is known of evidence that lies elsewhere.
CREATE TABLE evidence (
    log BIGINT NOT NULL REFERENCES logs (number),
    hash TEXT NOT NULL,
    size BIGINT NOT NULL,
    name TEXT NOT NULL,
    added BIGINT NOT NULL,
    PRIMARY KEY (log, hash)
);

-- Passkeys, each of one actor of one agreement.
CREATE TABLE passkeys (
    credential BYTEA PRIMARY KEY,
    log BIGINT NOT NULL REFERENCES logs (number),
    actor TEXT NOT NULL,
    record BYTEA NOT NULL
);
CREATE INDEX passkeys_of ON passkeys (log, actor);

-- Sessions, until their end.
CREATE TABLE sessions (
    token TEXT PRIMARY KEY,
    data BYTEA NOT NULL,
    ends BIGINT NOT NULL
);
CREATE INDEX sessions_end ON sessions (ends);

-- What is done only once: until when it is somebody's to do; for good when it is done.
CREATE TABLE claims (
    name TEXT PRIMARY KEY,
    until BIGINT NOT NULL
);

-- +goose Down
DROP TABLE claims;
DROP TABLE sessions;
DROP TABLE passkeys;
DROP TABLE evidence;
DROP TABLE cosignatures;
DROP TABLE heads;
DROP TABLE hashes;
DROP TABLE entries;
DROP TABLE logs;
DROP TABLE texts;
