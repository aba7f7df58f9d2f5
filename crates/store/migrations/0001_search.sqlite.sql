CREATE VIRTUAL TABLE matter_words USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61', detail = full
);
