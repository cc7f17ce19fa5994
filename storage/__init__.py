"""What is kept: tables, queries, transactions, the file store and the migrations."""
