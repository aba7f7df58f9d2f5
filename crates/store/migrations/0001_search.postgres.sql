CREATE TABLE matter_words (matter BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX matter_words_gin ON matter_words USING gin (words);
